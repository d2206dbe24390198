# The verbs, the same on every machine. Each does its own set-up in this folder (.venv, .tools) and, for the database, in
# the state folder that `.vethanam/id` names; nothing else is touched. Needs make, Python 3 and, on Debian, ca-certificates.
#
#   make demo                 one whole month of a sample directorate, then the pages; ARGS="--once --json" ends after the month
#   make acceptance           a real installation from nothing to a told month, without the sample; ARGS="--keep FOLDER" keeps it
#   make test                 the whole suite; ARGS="tests/rules -x" for a part
#   make agreement            the parts of the suite that go by number, whole: 100,000 people by two hands, every figure wrong once
#   make faults               months of pay and of pensions in which processes are killed anywhere; SEEDS=1000 for as many of each
#   make nightly              a million generated requests to the API, as many worlds for the permit and changed files for both verifiers,
#                             every object of the database changed, 200 campaign texts under a restraint, 200 planted differences of a
#                             take-over, a message to 50,000 people paused on its way, 30 attackers with the rights of a process, every kill in every gap of a month;
#                             agreement before them, the acceptance run on four odd days after them
#   make mutants              guards, permit, quorum and checks changed one place at a time: each change must fail a test
#   make check                lint, strict types, import contracts, counts of prose, names and copies
#   make peers                OpenFisca-core and Coati beside ours on one month, installed for it alone; ARGS="--people 100000"
#   make spark                the month's rules on a Spark master and two workers, and their hash beside ours; needs Java
#   make sbom                 the packages of the product, with hashes: dist/vethanam.cdx.json (CycloneDX)
#   make audit                known weaknesses of those packages, where the service that lists them can be reached
#   make wheel                dist/vethanam-*.whl and dist/constraints.txt, the versions of the lock
#   make offline              dist/offline: every wheel and Debian package, for a machine without a network
#   make image                an image of the product by podman or docker; without one its steps are tried in a clean root
#   make docs                 docs/ as a site in .tools/site
#   make apt                  as root on Debian: the packages some tests need (browser, PDF tools, Debian's PostgreSQL)

PYTHON ?= python3
SEEDS ?= 200
VETHANAM := .venv/bin/python -m vethanam.site
BY_NUMBER := tests/reference tests/payroll/test_arrears_properties.py
NIGHT := VETHANAM_TEST_API_REQUESTS=1000000 VETHANAM_TEST_EVERY_OBJECT=1 VETHANAM_TEST_CAMPAIGN_TEXTS=200 VETHANAM_TEST_PERMITS=1000000 VETHANAM_TEST_PLANTED_SEEDS=20 VETHANAM_TEST_LANGUAGES=both VETHANAM_TEST_GUESSES=1000 VETHANAM_TEST_FILES=1000000 VETHANAM_TEST_PAUSED=50000 VETHANAM_TEST_KILLS=5 VETHANAM_TEST_EXPLAINED=50
BY_NIGHT := tests/api/test_generated.py tests/benefits/test_explained_lines.py tests/bench/test_pause.py tests/ledger/test_files_fuzzed.py tests/site/test_checked_rows.py tests/messaging/test_bent_permit.py tests/messaging/test_text_classes.py tests/privacy/permit/test_ties.py tests/payroll/test_former_system.py tests/stories/test_officers.py tests/web/test_accounts.py tests/stories/test_adversaries.py tests/stories/test_kills.py
# a Sunday, the last day of an account year, a leap day, two minutes before midnight, as an ordinary user
CLOCKS := "2027-02-07 11:00:00" "2027-03-31 11:00:00" "2028-02-29 11:00:00" "2026-12-15 23:58:00"
# root plays them as an ordinary user
ORDINARY := $(if $(filter 0,$(shell id -u)),--user nobody)
WHOLE := VETHANAM_REFERENCE_PEOPLE=100000 VETHANAM_REFERENCE_MUTANTS=all VETHANAM_ARREAR_LIVES=6
SITE := --with sphinx==8.2.3 --with myst-parser==4.0.1 --with furo==2025.9.25
DEBIAN_PACKAGES := chromium faketime golang-go golang-golang-x-mod-dev logrotate mmdebstrap nginx-light openssl pgbackrest poppler-utils postfix postgresql-17 promtool softhsm2 zbar-tools

.PHONY: help demo acceptance test agreement faults nightly mutants check peers spark sbom audit wheel offline image docs apt
.SILENT:

help:
	@sed -n 's/^#   //p' Makefile

demo:
	@$(PYTHON) tools/bootstrap.py --run-time
	@$(VETHANAM) demo $(ARGS)

acceptance:
	@$(PYTHON) acceptance/run.py $(ARGS)

test:
	@$(PYTHON) tools/bootstrap.py
	@.venv/bin/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder $(ARGS)

agreement:
	@$(PYTHON) tools/bootstrap.py
	@$(WHOLE) .venv/bin/python -m pytest --numprocesses auto --maxprocesses 2 --dist loadfile --quiet $(BY_NUMBER) $(ARGS)

faults:
	@$(PYTHON) tools/bootstrap.py
	@.venv/bin/python -m pytest --numprocesses 0 --quiet tests/stories/test_faults.py tests/stories/test_benefit_faults.py --seeds $(SEEDS) $(ARGS)

nightly: agreement
	@$(PYTHON) tools/bootstrap.py
	@$(NIGHT) .venv/bin/python -m pytest --numprocesses 2 --quiet $(BY_NIGHT) --seeds 30 $(ARGS)
	@for clock in $(CLOCKS); do $(PYTHON) acceptance/run.py $(ORDINARY) --other --clock "$$clock" || exit 1; done

mutants:
	@$(PYTHON) tools/bootstrap.py
	@.venv/bin/python -m tests.mutation $(ARGS)

check:
	@$(PYTHON) tools/bootstrap.py
	@.venv/bin/python -m ruff check --quiet .
	@.venv/bin/python -m ruff format --check --quiet .
	@.venv/bin/python -c "from importlinter.cli import lint_imports_command as run; run()" --no-logo
	@.venv/bin/python -m mypy
	@.venv/bin/python tools/counts.py $(ARGS)

peers:
	@$(PYTHON) tools/bootstrap.py
	@test -x .tools/peers/bin/python || .venv/bin/python -m venv .tools/peers
	@.tools/peers/bin/python -m pip install --quiet openfisca-core==46.0.1 coati-payroll==1.13.1
	@VETHANAM_PEERS=.tools/peers/bin/python .venv/bin/python -m tests.peers $(ARGS)

spark:
	@$(PYTHON) tools/bootstrap.py --spark
	@command -v java >/dev/null || { echo "Spark needs Java. As root on Debian: apt-get install default-jre-headless." >&2; exit 2; }
	@.venv/bin/python -m pytest --quiet tests/bench/test_spark.py
	@$(VETHANAM) bench spark $(ARGS)

sbom audit wheel offline:
	@$(PYTHON) tools/release.py $@

image:
	@$(PYTHON) tools/release.py wheel
	@sh deploy/container/image.sh $(ARGS)

docs:
	@$(PYTHON) tools/bootstrap.py --run-time
	@$$(command -v uv || echo .tools/uv) run --quiet --no-project $(SITE) sphinx-build --quiet --fail-on-warning docs .tools/site

apt:
	@DEBIAN_FRONTEND=noninteractive apt-get update --quiet=2
	@DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet=2 --no-install-recommends $(DEBIAN_PACKAGES) >&2
