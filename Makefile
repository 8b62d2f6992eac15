# Everything needs Python 3.11 or newer and nothing else. `make help` lists what there is.
.POSIX:
.DEFAULT_GOAL := help

BIN = .venv/bin
TESTS ?= tests
# One process more than cores, since some always wait for a server or a browser, but not more than five: each runs a
# PostgreSQL of its own. On one given server it must be one process: readers of the log wait for every writer of the
# server, also for those of another test's database.
JOBS ?= $(if $(FEILUN_TEST_DSN),1,$(shell n=$$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2); [ $$n -gt 4 ] && n=4; echo $$((n + 1))))

.PHONY: help run dev test check check-static bench build lock api setup setup-test clean

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1|\2/p' Makefile | awk -F'|' '{ printf "  %-18s %s\n", $$1, $$2 }'

run: setup ## Start everything on this machine with the demo shop, and print the address
	@exec $(BIN)/feilun demo

dev: setup-test ## Start everything with the demo; again when a Python file changes
	@exec $(BIN)/python scripts/dev.py

test: setup-test ## Run all tests
	@scripts/browser.sh
	@scripts/web.sh test
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder -q $(TESTS)

check: check-static test ## The one gate: format, lint, types, imports, structure, tests

check-static: setup-test ## The gate without the tests
	@scripts/check.sh

bench: setup-test ## Run the benchmarks; each prints a JSON object as its last line
	@for program in bench/*.py; do case $$program in */_*) ;; *) echo "$$program"; $(BIN)/python $$program || exit 1;; esac; done

api: setup-test ## Write console/openapi.json and the console's types again
	$(BIN)/python scripts/check_api.py --write
	cd console && npm run --silent types

lock: setup-test ## Write the requirements files again from pyproject.toml
	scripts/lock.sh

build: setup ## Build console and SDK into the package

setup:
	@scripts/setup.sh

setup-test:
	@scripts/setup.sh test

clean: ## Remove what was installed and built, not the data in var
	rm -rf .venv console/node_modules sdk/node_modules src/feilun/static
