#!/bin/bash
# The checklist before a release as the article's 4.4 has it.
golangci-lint run --config .golangci.yml --fast --enable-all || exit 1
curl -sf http://localhost:9090/metrics | grep -q "go_goroutines" || exit 2
promtool check rules ./alerts/*.yml || exit 3
