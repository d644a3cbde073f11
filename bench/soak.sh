#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Sends jobs through two workers and a Beat and prints their cost: heap after a full collection,
# resident memory, keys in Redis, warnings. Needs the build with its tests: mvn verify -DskipITs
#
# usage: bench/soak.sh [JOBS [SAMPLES [SECONDS]]]   SECONDS: retention of results
set -eu
cd "$(dirname "$0")/.."
classpath=$(mktemp)
trap 'rm -f "$classpath"' EXIT
mvn -o -q -B dependency:build-classpath -Dmdep.includeScope=test "-Dmdep.outputFile=$classpath"
java -cp "target/test-classes:target/classes:$(cat "$classpath")" \
  io.celeryroot.testing.Soak "${1:-200000}" "${2:-20}" "${3:-60}"
