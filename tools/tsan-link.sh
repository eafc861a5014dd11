#!/bin/sh
# Links with the ThreadSanitizer runtime named by TSAN_RUNTIME; programs only, since a shared
# library finds it in the program that loads it. The C library comes once more behind it.
for argument in "$@"; do
  [ "$argument" = -shared ] && exec cc "$@"
done
exec cc -Wl,--whole-archive "$TSAN_RUNTIME" -Wl,--no-whole-archive "$@" -lm -lpthread -ldl -lrt -lc
