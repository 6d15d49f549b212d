# Borrowing Strength. `make` alone lists what there is to do.
.DEFAULT_GOAL := help
.PHONY: help book test check style types certify bench lab hub pdf serve exercises wheel wheelhouse bundle lock clean

BIN := .venv/bin
LEARN := .venv/.learn
AUTHOR := .venv/.author
TEST := .venv/.test
HUB := .venv/.hub
PYTEST := $(BIN)/python -m pytest
# The oldest that the lists are for; `make lock PYTHON_VERSION=3.13` asks for what a newer one gets.
PYTHON_VERSION := 3.12
LOCK := $(BIN)/uv pip compile pyproject.toml --universal --python-version $(PYTHON_VERSION) \
	--quiet --no-annotate --custom-compile-command "make lock"
PORT ?= 8000
# Whatever the environment says: of hundreds of processes of a build and its tests, one compiles a module for all.
export PYTHONDONTWRITEBYTECODE :=

help:  ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(LEARN) $(AUTHOR) $(TEST) $(HUB): requirements.txt requirements-author.txt requirements-test.txt \
		requirements-hub.txt pyproject.toml tools/setup.sh
	@sh tools/setup.sh $(@:.venv/.%=%)

book: $(AUTHOR)  ## build the site into _build/html
	@$(BIN)/python -m helpers.authoring book

serve: book  ## build, then show the site on this machine (PORT=8000)
	@$(BIN)/python -m helpers.authoring serve --port $(PORT)

pdf: $(TEST)  ## the book, or one part (PART=2), as a PDF that the site links to (needs a Chromium, gets one)
	@$(BIN)/python -m tools.get_browser
	@$(BIN)/python -m helpers.authoring book
	@$(BIN)/python -m tools.pdf --part "$(PART)"

lab: $(LEARN)  ## open your own copy of the exercises, in work/, in JupyterLab
	@$(BIN)/python -m helpers.learn

hub: $(HUB)  ## what a class's JupyterHub needs besides: see jupyterhub/README.md (its proxy needs Node 20 or newer)
	@cd jupyterhub && npm ci --silent

check: $(TEST) style types  ## the everyday tests: code, statistics, exercises in sync (a few minutes)
	@$(PYTEST) -q -n 2 --dist worksteal --durations 5 -m "not slow and not browser and not book and not certify"

test: $(TEST)  ## everything a change can break: code, book, widgets, browser
	@$(BIN)/python -m tools.get_browser
	@$(MAKE) --no-print-directory --jobs 2 style types book
	@$(PYTEST) -q -n 2 --dist worksteal -m "not certify"

style: $(TEST)
	@$(BIN)/ruff check helpers tests tools benchmarks

# Nice, because pages of the book that run beside it fill two cores; Sphinx, after them, fills one.
types: $(TEST)
	@nice -n 19 $(BIN)/mypy

certify: $(TEST)  ## the long proofs; run again to go on where it stopped
	@$(BIN)/python -m tools.get_browser
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory hub; fi
	@$(PYTEST) -q -n 2 -m certify --resume-certify

bench: $(TEST)  ## benchmarks, as ratios within one run
	@$(BIN)/python -m benchmarks

exercises: $(AUTHOR)  ## write the notebooks of exercises/ and solutions/ anew (what you changed is kept beside)
	@$(BIN)/python -m helpers.authoring exercises

wheel: $(LEARN)  ## all that a learner needs as one file in dist/, for pip install
	@rm -f dist/*.whl
	@$(BIN)/python -m hatchling build -t wheel -d dist

wheelhouse: wheel  ## that wheel and all it needs in dist/wheelhouse, for machines of this kind without internet
	@rm -rf dist/wheelhouse
	@$(BIN)/python -m pip download --quiet --only-binary :all: -r requirements.txt -d dist/wheelhouse
	@cp dist/*.whl dist/wheelhouse
	@du -sh dist/wheelhouse

bundle:  ## format and rebuild the widgets' JavaScript (needs Node 20 or newer)
	@cd helpers/widgets/js && npm ci --silent && npm run --silent format -- --log-level warn && npm run --silent build

lock: $(AUTHOR)  ## resolve anew what pyproject.toml asks for: once, for all lists
	@$(BIN)/python -m pip install --quiet uv
	@$(LOCK) --group build --group authoring --group test --upgrade -o requirements-test.txt
	@$(LOCK) --group build --group authoring -c requirements-test.txt -o requirements-author.txt
	@$(LOCK) --group build -c requirements-test.txt -o requirements.txt
	@$(LOCK) --group build --group hub -c requirements-test.txt -o requirements-hub.txt

clean:  ## remove what was built, and caches (not .venv, not what make certify has proved)
	rm -rf _build dist .pytest_cache .hypothesis .mypy_cache .ruff_cache
