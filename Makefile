# Every target prints one line a stage; a stage that fails shows the end of its output, and all of it is in .build-logs.
# VERBOSE=1 shows everything as it comes.

SHELL := /bin/bash
STAGE := Scripts/stage
SWIFT_FILES := Package.swift Sources Tests Fuzzing Benchmarks/Package.swift Benchmarks/Sources

# Whole targets of tests that need other programs or take long; all others are the fast tier.
SLOW_TESTS := ^(CommandLine|Faults|Interop)Tests\.

.PHONY: help demo test fast format lint layers bench proofs fuzz sanitize docs status clean
help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

demo: ## set everything up, build, and run the main job on the sample
	@Scripts/setup
	@$(STAGE) "build (release)" swift build -c release --product zarrtool
	@Scripts/demo

test: ## everything: unit, property and command-line tests, and the live matrix with the other implementations
	@Scripts/test

fast: ## the fast tier: unit and property tests
	@$(STAGE) "build (debug)" swift build --build-tests
	@$(STAGE) --show 'Test run with' "fast tests" swift test --skip-build --disable-xctest --quiet --skip '$(SLOW_TESTS)'

format: ## format the Swift sources in place
	@swift format --in-place --recursive --parallel $(SWIFT_FILES)

lint: ## check the format
	@$(STAGE) "format lint" swift format lint --strict --recursive --parallel $(SWIFT_FILES)

layers: ## check that imports go only downward (docs/layers.txt)
	@$(STAGE) "layers, self-test" Scripts/check-layers --self-test
	@$(STAGE) "layers" Scripts/check-layers

bench: ## our times beside the other implementations' and this machine's limits; QUICK=1 is short, ROWS='whole/*' some rows
	@Scripts/setup --bench
	@# SwiftPM looks for new files only in the root package unless it plans the build anew.
	@rm -f Benchmarks/.build/release.yaml
	@$(STAGE) "build (release)" swift build -c release --package-path Benchmarks
	@.build-peers/v3/bin/python Benchmarks/bench.py $(if $(QUICK),--quick) $(if $(ROWS),--only $(ROWS)) $(if $(QUICK)$(ROWS),,--docs)

proofs: ## allocations of optimised code, and 1,000,000 random selections; SEED=7 COUNT=100 other seeds, fewer of them
	@Scripts/proofs

fuzz: ## random bytes for everything that reads some, SECONDS=600 each; NAMES='json blosc' only some
	@Scripts/fuzz $(NAMES) $(if $(SECONDS),--seconds $(SECONDS))

sanitize: ## all tests under the address and the thread sanitizer, an hour or two; KIND=thread FILTER=CacheTests one of them
	@Scripts/sanitize $(KIND) $(if $(FILTER),'$(FILTER)')

docs: ## the reference of the public interface as web pages, in .build-docs
	@$(STAGE) "symbol graphs" swift package dump-symbol-graph --minimum-access-level public --skip-synthesized-members
	@Scripts/make-docs

status: ## the tables of docs/status from the catalogs; RESULTS=FILE takes in what Tests/Interop/run.py --json wrote
	@$(STAGE) "build (debug)" swift build --product zarrtool
	@Scripts/make-status --zarrtool "$$(swift build --show-bin-path)/zarrtool" $(if $(RESULTS),--results $(RESULTS))

clean: ## remove what was built, but not the Python environments of the peers
	@rm -rf .build Benchmarks/.build .build-address .build-bench .build-demo .build-docs .build-fuzz .build-logs .build-proofs .build-thread
