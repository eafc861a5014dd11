#!/bin/sh
# Links with the ThreadSanitizer runtime named by TSAN_RUNTIME; programs only, since a shared
# library finds it in the program that loads it.
for argument in "$@"; do
  [ "$argument" = -shared ] && exec cc "$@"
done
exec cc "$@" "$TSAN_RUNTIME" -lm -lpthread -ldl -lrt
