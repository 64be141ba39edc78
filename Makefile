# Shifu: the two commands are `make run` and `make test`; the rest serves them.
GO      ?= go
TAGS    := x11,migrated_fynedo
VERSION := $(shell git describe --always --dirty 2>/dev/null || echo unknown)
LDFLAGS := -s -w -X main.version=$(VERSION)
NEED    := scripts/need

.PHONY: run build test tour bench times race windows postgres powercut fuzz clean

run: ## install what is missing, build, open the window
	@$(NEED) go window
	@$(MAKE) --no-print-directory build
	@scripts/run build/shifu $(ARGS)

build: ## the window and the command line tool, into build/
	@$(NEED) go window
	@mkdir -p build
	@scripts/progress "Building Shifu (the first build compiles the graphics library: up to ten minutes)" \
	  $(GO) build -trimpath -tags $(TAGS) -ldflags '$(LDFLAGS)' -o build/shifu .
	@CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o build/shifuctl ./cmd/shifuctl

test: ## every test that a clean machine can run
	@$(NEED) go
	@scripts/test

tour: ## the whole way in a real window under a virtual display; pictures in tour/
	@$(NEED) go window display
	@$(MAKE) --no-print-directory build
	@scripts/tour

postgres: ## the store contract on a private PostgreSQL
	@$(NEED) go postgres
	@scripts/postgres-test.sh

powercut: ## the power is cut at random moments while answers are saved
	@$(NEED) go trace
	@scripts/powercut-test.sh

race: ## wrong-thread calls and data races (without the tag that silences Fyne's checks)
	@$(NEED) go cc
	@scripts/race

fuzz: ## every fuzz target for FUZZTIME each
	@$(NEED) go
	@scripts/fuzz $(or $(FUZZTIME),10s)

windows: ## cross-build for Windows
	@$(NEED) go mingw
	@mkdir -p build
	CGO_ENABLED=1 GOOS=windows GOARCH=amd64 CC=x86_64-w64-mingw32-gcc \
	  $(GO) build -trimpath -tags migrated_fynedo -ldflags '$(LDFLAGS) -H windowsgui' -o build/shifu.exe .
	CGO_ENABLED=0 GOOS=windows GOARCH=amd64 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o build/shifuctl.exe ./cmd/shifuctl

bench: ## the Go benchmarks
	@$(NEED) go
	CGO_ENABLED=0 $(GO) test -run '^$$' -bench . -benchmem ./quiz/... ./training/... ./data/... ./internal/...

times: ## start-up and memory of the window beside an empty Fyne window
	@$(NEED) go window display pictures
	@$(MAKE) --no-print-directory build
	@scripts/start-times $(or $(RUNS),5) $(DATA)

clean:
	rm -rf build tour
