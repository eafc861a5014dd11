# Contend: the one interface for building, serving and testing. `make help` lists it.

NODE ?= node
PORT ?= 8080
export NODE PORT ONLY EVERYWHERE MINUTES BROWSERS PARALLEL SITE_URL EXAMPLES PLAYGROUND OUT

.PHONY: help need build serve test bench soak examples deploy-tree clean

help: ## this list
	@echo 'make TARGET [VARIABLE=VALUE ...]'
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' Makefile | expand -t 15
	@echo 'Variables: PORT=8080 (serve), ONLY=stage,stage EVERYWHERE=1 (test: every browser test in every'
	@echo '           browser), ONLY=map,map MINUTES=10'
	@echo '           BROWSERS=chromium,firefox PARALLEL=1 (soak), MINUTES=35 ONLY=part,part (bench),'
	@echo '           CHROMIUM= FIREFOX= (browsers by path),'
	@echo '           CONTEND_WASM_RUSTC= CONTEND_WASM_CARGO= (compiler for the page), NODE='
	@echo '           SITE_URL=https://example.org/contend/ (build, deploy-tree: absolute addresses)'
	@echo '           EXAMPLES=html,mdbook,mkdocs,docusaurus PLAYGROUND=https://example.org/contend/ (examples)'
	@echo '           OUT=folder (deploy-tree)'

need:
	@sh tools/need.sh

build: need ## set up what is missing; build dist/, pkg/ and target/release/contend
	@$(NODE) tools/build.mjs

serve: build ## build, then serve the site on http://127.0.0.1:8080
	@exec $(NODE) tools/serve.mjs

test: need ## everything that must hold on each change; ends with "N passed, N failed"
	@$(NODE) tools/test.mjs

bench: build ## the presets natively and in both browsers, interleaved; writes BENCHMARKS.md
	@$(NODE) tools/bench.mjs

soak: build ## every map in both browsers for long; writes SOAK.md, fails if anything did
	@$(NODE) tools/soak.mjs

examples: need ## build the examples of embedding into target/examples/, each with its own tool
	@$(NODE) tools/examples.mjs

deploy-tree: ## build, then lay the site out in OUT=folder, and for ever below its v/<version>-<hash>/
	@test -n '$(OUT)' || { echo 'Say where to: make deploy-tree OUT=folder. It may hold earlier deploys.'; exit 1; }
	@$(MAKE) --no-print-directory build
	@$(NODE) tools/deploy-tree.mjs

clean: ## remove everything that was built or installed here
	rm -rf target dist pkg/contend-lab.js pkg/types.d.ts pkg/LICENSE-* pkg/wasm pkg/wasm.new pkg/wasm-full pkg/wasm-full.new web/generated node_modules
