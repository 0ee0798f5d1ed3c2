# What one does with this tree. `make` alone prints this list.

SHELL := /bin/sh
SWIFT_SOURCES := Package.swift Sources Tests
BUILD_PACKAGES := libcurl4-openssl-dev libssl-dev libsqlite3-dev pkg-config openssl curl ca-certificates
VENV := .build/venv
WITH_DYNAMODB := scripts/with-dynamodb $(VENV)/bin/python
END_TO_END := SYNCSTATE_BIN=.build/debug/syncstate $(WITH_DYNAMODB) $(VENV)/bin/python -m pytest Tests/EndToEnd

.DEFAULT_GOAL := help
.PHONY: help run test bench bench-dynamodb build format lint clean packages test-packages

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

run: build ## build, then the demo; with SHOPIFY_SHOP set (environment or .env), that shop. ARGS="--port 8080" adds options
	@exec .build/release/syncstate "$$(scripts/run-mode)" $(ARGS)

test: test-packages lint ## everything that CI checks: format, warnings, unit tests, end-to-end tests
	@scripts/build-without-warnings --build-tests
	@$(MAKE) --no-print-directory $(VENV)/.installed
	ulimit -Sn "$$(ulimit -Hn)" && $(WITH_DYNAMODB) swift test --skip-build # suites side by side: over 1,024 open files
	$(END_TO_END)
	SYNCSTATE_TEST_STORE=dynamodb $(END_TO_END) # the interface once more, with every server on tables

bench: build ## the table of docs/PERFORMANCE.md, measured on this machine
	@exec .build/release/syncstate bench $(ARGS)

bench-dynamodb: build ## 1, 2 and 4 servers on the same DynamoDB tables (a stand-in), side by side
	@exec .build/release/syncstate bench-dynamodb $(ARGS)

build: packages ## the release binary, .build/release/syncstate
	swift build -c release --product syncstate

format: ## format the Swift sources in place
	swift format --in-place --recursive --parallel $(SWIFT_SOURCES)

lint: ## check their format
	swift format lint --strict --recursive --parallel $(SWIFT_SOURCES)

clean: ## remove everything that was built
	rm -rf .build

packages:
	@scripts/require-packages $(BUILD_PACKAGES)

test-packages: packages
	@python3 -c 'import venv, ensurepip' 2>/dev/null || scripts/require-packages python3 python3-venv

$(VENV)/.installed: Tests/EndToEnd/requirements.txt
	python3 -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@
