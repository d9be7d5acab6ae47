# Every task by the name that people and CI type. `make help` lists them.
INSTANCE ?= var/demo
PORT ?= 20000
MAILBOXES ?= 10000
JOBS ?= $(shell nproc)
.DEFAULT_GOAL := help
.PHONY: help dev test asan tsan fuzz lint format gen bench up down

help: ## This list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "  %-8s %s\n", $$1, $$2}'

dev: ## Build for work on the code
	cmake --preset dev
	cmake --build --preset dev -j $(JOBS)

test: ## All tests, as on a bare machine
	./mailapp test

asan: ## Unit and storage tests under the address and undefined behaviour sanitizers
	cmake --preset asan
	cmake --build --preset asan -j $(JOBS)
	ctest --preset asan -L unit

tsan: ## Unit and storage tests under the thread sanitizer
	cmake --preset tsan
	cmake --build --preset tsan -j $(JOBS)
	ctest --preset tsan -L unit

fuzz: ## Build the fuzzers
	cmake --preset fuzz
	cmake --build --preset fuzz -j $(JOBS)

lint: ## Include directions, formatting, clang-tidy over what changed against main
	tools/check_includes.py
	tools/format.py --check
	tools/lint.py

format: ## Format the C++ sources
	tools/format.py

gen: dev ## Write the generated files anew
	mkdir -p api
	tools/check_openapi.py --write build/dev/src/mailapp api/openapi.json
	tools/errors.py
	tools/schema.py

bench: ## Figures of a new instance with MAILBOXES (default 10000), beside a bare Postfix and Dovecot; as root
	./mailapp packages build runtime test
	cmake --preset release -DMAILAPP_TESTS=ON
	cmake --build --preset release -j $(JOBS) --target mailapp benchmarks
	build/release/benchmarks
	/usr/bin/python3 tools/bench --program build/release/src/mailapp --base-port $(PORT) --mailboxes $(MAILBOXES)

up: ## Start a mail server in INSTANCE (default var/demo) on PORT and following (default 20000)
	./mailapp up --instance $(INSTANCE) --base-port $(PORT)

down: ## Stop it
	./mailapp down --instance $(INSTANCE)
