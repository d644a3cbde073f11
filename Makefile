# SPDX-License-Identifier: Apache-2.0
MVN ?= ./mvnw
IT ?=
DIRTY ?=
.DEFAULT_GOAL := help
.PHONY: help test it verify format generate screenshots release bench

help: ## show the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 18

test: ## compile, check and run the unit tests
	$(MVN) -B test

it: ## run the integration tests; IT=WorkerIT runs one class
	$(MVN) -B verify -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false $(if $(IT),-Dit.test=$(IT))

verify: ## run every check and every test
	$(MVN) -B verify

format: ## format the Java sources
	$(MVN) -q -B spotless:apply

generate: ## write golden files, generated pages, sample routes and the version in documents anew
	$(MVN) -q -B test -Dgolden=write -Dtest='*Golden*Test,ConfigDocsTest,CliReferenceTest,RouteGeneratorTest,RoutesAreFreshTest,VersionTest'

PICTURES = 1280/home 1280/day 1280/matrix 360/schedules-checks

screenshots: ## make the pictures of the documents anew, with Debian's chromium, chromium-driver and pngquant
	$(MAKE) it IT=DashboardBrowserIT
	for page in $(PICTURES); do \
	  pngquant --force --strip --output "docs/images/$${page##*/}.png" 64 "target/dashboard/$$page.png" || exit 1; \
	done

release: ## build archive, Debian package, bill of materials and checksums into target/release; DIRTY=1 allows changes
	@MVN='$(MVN)' DIRTY='$(DIRTY)' src/build/release

bench: ## measure speed beside the peers (45 min), and write docs/performance.md and docs/scale.md
	./cl --version
	bench/run --write-docs
