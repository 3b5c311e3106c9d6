# Two commands do everything on a fresh Debian machine with Swift: `make demo` and `make test`.

.PHONY: demo test check build release torture bench contract fuzz packages
.DEFAULT_GOAL := build

build: packages
	swift build

release: packages
	swift build -c release --product edgeferry

# BUILDS=DIR takes DIR/APP/*.tar as the builds, PULL=1 lets the target fetch them, KILLS=N kills the replay N times.
demo: release
	.build/release/edgeferry demo $(if $(BUILDS),--builds-from "$(BUILDS)") $(if $(PULL),--pull) $(if $(KILLS),--kills $(KILLS))

test: check
	swift test --explicit-target-dependency-import-check error

check: packages
	.ci/check

torture: release
	EDGEFERRY_TORTURE=1 EDGEFERRY_TOOL=$(CURDIR)/.build/release/edgeferry swift test --filter Torture

# What speed costs, as ratios with bounds (docs/PERFORMANCE.md); OBJECTS=N, REPLAYED=N, APPS=N, SIZE=GiB of the largest build.
bench: release
	PACKAGES="jq curl python3 restic borgbackup zstd time unzip" .ci/packages
	swift build -c release --product planning
	.ci/bench
	.ci/bench-increments
	.ci/bench-memory
	.ci/bench-archive

# Generated calls against a sandbox, held against docs/edge-openapi.yaml; CALLS=N, SEED=N.
contract: release
	PACKAGES="python3-venv curl" .ci/packages
	.ci/contract

# Hostile bytes for every reader of an archive; SECONDS=N for each (300), READERS="recipe json" for some.
fuzz: packages
	.ci/fuzz $(or $(SECONDS),300)

packages:
	.ci/packages
