# Everything a newcomer types. `make help` explains the targets; a comment behind `##` is the explanation.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= $(or $(shell command -v python3.11),python3)
BIN := .venv/bin
ARGS ?=

ifneq ($(wildcard ../shared/data/recordings),)
export LIVEF1_DATA ?= $(abspath ../shared/data)
endif

# Stamps: each part is built when what it is made of has changed, so a second `make demo` starts at once.
PYTHON_READY := .venv/.ready
JARS_READY := flink_jobs/target/.ready
SPARK_READY := tests/lake/spark/target/.ready
JAVA_SOURCES := $(shell find flink_jobs/java -name '*.java')
ifneq ($(wildcard dashboard/package.json),)
DASHBOARD_READY := dashboard/dist/.ready
DASHBOARD_SOURCES := $(shell find dashboard \( -name node_modules -o -name dist \) -prune -o -type f -print)
endif

# Silent when nothing is missing. A missing Python is the one thing that the doctor cannot tell.
define NEED_TOOLS
command -v $(PYTHON) >/dev/null || { echo 'missing: Python 3.11, for instance: apt-get install python3.11-venv' >&2; exit 1; }; \
$(PYTHON) f1strategy/runtime/doctor.py --tools
endef

# One half of the tests may be empty when ARGS chooses from them: pytest ends with 5 then.
NONE_IS_FINE := $(if $(ARGS),|| [ $$$$? -eq 5 ])

.PHONY: help
help: ## Explain every target
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo '  ARGS="…" is handed on to demo and test, such as: make demo ARGS="--headless --speed max"'

.PHONY: doctor
doctor: ## Say what this machine lacks and how to get it
	@$(PYTHON) f1strategy/runtime/doctor.py

.PHONY: setup
setup: $(PYTHON_READY) $(JARS_READY) $(DASHBOARD_READY) ## Build what is missing: Python environment, jars, web pages

.PHONY: demo
demo: setup ## Replay a race through Kafka and Flink and serve GraphQL (Ctrl-C ends it)
	$(BIN)/f1strategy demo $(ARGS)

.PHONY: test
test: setup $(SPARK_READY) ## Run every test, the real broker and Flink cluster included
	@# Side by side what starts no broker and no cluster; a numeric library's threads would be too many then.
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist loadfile --half light $(ARGS) $(NONE_IS_FINE)
	$(BIN)/python -m pytest --half heavy $(ARGS) $(NONE_IS_FINE)

.PHONY: chaos
chaos: setup ## Do every fault to a running stack at five seeds (two hours) and write docs/reliability.md; LIVEF1_CHAOS_SEEDS=3-3 or ARGS='-k "F2 or F6"' measures these anew
	LIVEF1_CHAOS_SEEDS=$${LIVEF1_CHAOS_SEEDS:-5} LIVEF1_CHAOS_OUTCOMES=docs/reliability.json $(BIN)/python -m pytest -s tests/chaos $(ARGS) || failed=$$?; \
	$(BIN)/python -m tests.chaos.report docs/reliability.json docs/reliability.md; exit $${failed:-0}

.PHONY: test-fast
test-fast: setup ## Run the tests that start no broker and no cluster
	$(BIN)/python -m pytest -m "not stack and not mqtt and not slow" $(ARGS)

.PHONY: check
check: $(PYTHON_READY) ## Check format, lint, types, import rules, images, secrets and house rules
	$(BIN)/black --check .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/hadolint k8s/images/*.Dockerfile
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.compose-spec docker-compose.yml
	git ls-files -z | xargs -0 $(BIN)/detect-secrets-hook --baseline .secrets.baseline
	$(BIN)/python -m pytest -q tests/house

.PHONY: format
format: $(PYTHON_READY) ## Format the code and mend what lint can mend
	$(BIN)/black --quiet .
	$(BIN)/ruff check --quiet --fix .

.PHONY: docs
docs: $(PYTHON_READY) ## Write docs/records.md, docs/tables.md, the GraphQL schema and the chart's topics from the records, docs/configuration.md from the settings
	$(BIN)/python -m schemas.reference docs/records.md
	$(BIN)/python -m schemas.tables_reference docs/tables.md
	$(BIN)/python -m schemas.sdl
	$(BIN)/python -m api.schema
	$(BIN)/python -m schemas.topics_file
	$(BIN)/python -m api.settings_reference docs/configuration.md

.PHONY: golden
golden: $(PYTHON_READY) ## Freeze the bytes of new record versions (never rewrites an old one)
	LIVEF1_REGENERATE=1 $(BIN)/python -m pytest -q tests/schemas tests/api/test_schema.py

.PHONY: golden-races
golden-races: setup ## Write what the engine says of five real races, and print what has changed
	LIVEF1_REGENERATE=1 $(BIN)/python -m pytest -q -s tests/integration/test_full_race.py -k "dutch or canadian or miami or abu-dhabi or bahrain"

.PHONY: golden-savepoints
golden-savepoints: setup ## Take savepoints of this release's jobs (never rewrites an old one)
	$(BIN)/python -m tests.integration.golden_savepoints

.PHONY: lock
lock: $(PYTHON_READY) ## Lock the dependencies again after a change in pyproject.toml
	$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --python-version 3.11 requirements/build.in -o requirements/build.lock
	$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --python-version 3.11 --extra dev --extra report --extra training pyproject.toml -o requirements/dev.lock
	$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --python-version 3.11 pyproject.toml -o requirements/runtime.lock
	$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --python-version 3.11 --override requirements/without-flink.in pyproject.toml -o requirements/services.lock

.PHONY: audit
audit: $(PYTHON_READY) ## Ask the advisory databases about our dependencies (needs the internet)
	$(BIN)/uv tool run pip-audit -r requirements/dev.lock --no-deps --disable-pip
	cd dashboard && npm audit --audit-level=high

.PHONY: sbom
sbom: $(PYTHON_READY) ## Write what the images are made of, as CycloneDX, into .run/sbom
	mkdir -p .run/sbom
	for lock in runtime services; do \
	  $(BIN)/uv tool run --quiet --from cyclonedx-bom==7.5.0 cyclonedx-py requirements --output-reproducible -o .run/sbom/$$lock.cdx.json requirements/$$lock.lock || exit 1; \
	done
	cd dashboard && npm sbom --package-lock-only --omit dev --sbom-format cyclonedx > ../.run/sbom/dashboard.cdx.json

.PHONY: jars
jars: $(JARS_READY) ## Build the Java side: broker, Kafka connector, the classes of the jobs

.PHONY: spark-jars
spark-jars: $(SPARK_READY) ## Fetch what the tests of Spark need to read Delta

.PHONY: dashboard
dashboard: $(DASHBOARD_READY) ## Build the web pages that the API serves

.PHONY: pictures
pictures: setup ## Take the user guide's pictures of the dashboard (a simulated race, a real browser)
	LIVEF1_PICTURES=docs/pictures $(BIN)/python -m pytest -q tests/integration/test_desk.py

.PHONY: chart
chart: $(PYTHON_READY) ## Check the Helm chart and the alerts (builds helm and promtool the first time)
	k8s/check.sh

.PHONY: clean
clean: ## Remove everything that was built or run
	rm -rf .venv .run .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info
	rm -rf flink_jobs/target tests/lake/spark/target dashboard/dist dashboard/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(PYTHON_READY): requirements/build.lock requirements/dev.lock pyproject.toml
	@$(NEED_TOOLS)
	@echo 'python: environment in .venv (a few minutes the first time)'
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --require-hashes -r requirements/build.lock
	$(BIN)/python -m pip install -q --require-hashes --no-build-isolation -r requirements/dev.lock
	$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	@touch $@

$(JARS_READY): flink_jobs/pom.xml $(JAVA_SOURCES)
	@$(NEED_TOOLS)
	@echo 'java: broker, connector and job classes in flink_jobs/target'
	mvn -q -B -f flink_jobs/pom.xml package
	@touch $@

$(SPARK_READY): tests/lake/spark/pom.xml
	@$(NEED_TOOLS)
	mvn -q -B -f $< package
	@touch $@

dashboard/dist/.ready: $(DASHBOARD_SOURCES)
	@$(NEED_TOOLS)
	@echo 'node: web pages in dashboard/dist'
	cd dashboard && npm ci --no-audit --no-fund --silent && npm run --silent build
	@touch $@
