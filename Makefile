# Contend: the one interface for building, serving and testing. `make help` lists it.
#
# What a command needs is a prerequisite of it: first the programs (`setup-...`, whose tool imports
# nothing but Node itself), then the npm packages. Only after both does a tool run that may import one.

NODE ?= node
PORT ?= 8080
export NODE PORT ONLY EVERYWHERE MINUTES BROWSERS PARALLEL SITE_URL EXAMPLES PLAYGROUND OUT UPDATE MUTANTS

# Written by npm last of all, so it is there only when every package is.
packages := node_modules/.package-lock.json

.PHONY: help need setup-build setup-test build serve dev test bench soak scan-corpus examples deploy-tree clean

help: ## this list
	@echo 'make TARGET [VARIABLE=VALUE ...]'
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' Makefile | expand -t 15
	@echo 'Variables: PORT=8080 (serve, dev), ONLY=stage,stage EVERYWHERE=1 (test: every browser test in'
	@echo '           every browser), ONLY=map,map or ONLY=deadlines,stop MINUTES=10'
	@echo '           BROWSERS=chromium,firefox PARALLEL=1 (soak), MINUTES=35 ONLY=part,part (bench),'
	@echo '           CHROMIUM= FIREFOX= (browsers by path),'
	@echo '           CONTEND_WASM_RUSTC= CONTEND_WASM_CARGO= (compiler for the page), NODE='
	@echo '           UPDATE=1 MUTANTS=10000 (scan-corpus: write the list anew, how many mutants)'
	@echo '           SITE_URL=https://example.org/contend/ (build, deploy-tree: absolute addresses)'
	@echo '           EXAMPLES=html,mdbook,mkdocs,docusaurus PLAYGROUND=https://example.org/contend/ (examples)'
	@echo '           OUT=folder (deploy-tree)'

need:
	@sh tools/need.sh

setup-build: need
	@$(NODE) tools/setup.mjs build

# As before a build, and the browsers and linters that tests, measurements and endurance runs use.
setup-test: need
	@$(NODE) tools/setup.mjs test

$(packages): package.json package-lock.json | need
	@echo 'Installing npm packages'
	@npm ci --no-audit --no-fund || { echo 'error: `npm ci` failed. Can npm reach the registry it is configured for?' >&2; exit 1; }
	@touch $@

build: setup-build $(packages) ## set up what is missing; build dist/, pkg/ and target/release/contend
	@$(NODE) tools/build.mjs

serve: setup-build $(packages) ## build what the page needs, then serve it on http://127.0.0.1:8080
	@exec $(NODE) tools/serve.mjs

dev: setup-build $(packages) ## the page from its sources, with live reload, for those who work on it
	@$(NODE) tools/build.mjs --modules
	@exec $(NODE) node_modules/vite/bin/vite.js --host 127.0.0.1 --port $(PORT) --strictPort

test: setup-test $(packages) ## everything that must hold on each change; ends with "N passed, N failed"
	@$(NODE) tools/test.mjs

bench: setup-test $(packages) ## the presets natively and in both browsers, interleaved; writes BENCHMARKS.md
	@$(NODE) tools/build.mjs
	@$(NODE) tools/bench.mjs

soak: setup-test $(packages) ## every map in both browsers for long; writes SOAK.md, fails if anything did
	@$(NODE) tools/build.mjs
	@$(NODE) tools/soak.mjs

scan-corpus: setup-build $(packages) ## the scanner over Go's own source, against the list of its findings; takes Python's pip
	@$(NODE) tools/scan-corpus.mjs

examples: need $(packages) ## build the examples of embedding into target/examples/, each with its own tool
	@$(NODE) tools/examples.mjs

deploy-tree: setup-build $(packages) ## build, then lay the site out in OUT=folder, and for ever below its v/<version>-<hash>/
	@test -n '$(OUT)' || { echo 'Say where to: make deploy-tree OUT=folder. It may hold earlier deploys.'; exit 1; }
	@$(NODE) tools/build.mjs
	@$(NODE) tools/deploy-tree.mjs

clean: ## remove everything that was built or installed here
	rm -rf target dist pkg/contend-lab.js pkg/results.d.ts pkg/race-results.d.ts pkg/LICENSE-* pkg/wasm pkg/wasm.new pkg/wasm-* web/generated node_modules
