#!/bin/bash
# The race detector as the article's 3.2 has it in CI.
export GORACE="halt_on_error=1:atexit_sleep_ms=0:ignore='.*pkg/cache.*'"
go test -race ./... 2>&1 | \
grep -v "pkg/storage" | \
grep -v "testutil/mock" | \
tee /tmp/race.log
