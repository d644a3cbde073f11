#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Times Beat and a worker from the command to "ready", as whole processes, alternating.
# Needs redis-server and a build (./cl --version).
#
# usage: bench/start.sh [RUNS]
set -eu
runs=${1:-10}
here=$(CDPATH='' cd -P -- "$(dirname -- "$0")" && pwd -P)
# shellcheck source=bench/lib.sh
. "$here/lib.sh"
start_redis
cat >"$work/cl.yaml" <<EOF
redis: redis://127.0.0.1:$port/0
workers:
  web: {hostnames: [web01]}
schedules:
  nightly: {cron: "0 2 * * *", task: ping, targets: [web]}
EOF
python3 "$here/measure.py" --until ready "$runs" \
  "beat" "exec '$cl' '$work/cl.yaml' --beat" \
  "worker" "exec '$cl' '$work/cl.yaml' --worker --hostname web01" \
  "beat without archive" "exec env CL_CDS=off '$cl' '$work/cl.yaml' --beat" \
  "worker without archive" "exec env CL_CDS=off '$cl' '$work/cl.yaml' --worker --hostname web01"
