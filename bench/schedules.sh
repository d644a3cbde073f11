#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Measures a Beat with many schedules: the time from the command to "ready", resident memory 20 s later, the time to stop.
# Needs redis-server and a build (./cl --version).
#
# usage: bench/schedules.sh [COUNT ...]
set -eu
here=$(CDPATH='' cd -P -- "$(dirname -- "$0")" && pwd -P)
# shellcheck source=bench/lib.sh
. "$here/lib.sh"
start_redis
[ $# -gt 0 ] || set -- 10 100 1000 10000
for count; do
  {
    cat <<EOF
redis: redis://127.0.0.1:$port/0
workers:
  web: {hostnames: [web01]}
schedules:
EOF
    seq "$count" | awk '{printf "  s%d: {cron: \"%d %d * * *\", task: ping, targets: [web]}\n", $1, $1 % 60, $1 % 24}'
  } >"$work/cl.yaml"
  redis-cli -p "$port" flushall >/dev/null
  python3 "$here/schedules.py" "$count" "$cl" "$work/cl.yaml" --beat
done
