#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Measures the jobs a second of a worker with two slots: silent jobs, jobs that print a little at once, jobs that print
# while they run. Also times one job that prints 1 GB.   usage: jobs.sh [JOBS]
set -eu
here=$(CDPATH='' cd -P -- "${0%/*}" && pwd -P)
# shellcheck source=bench/lib.sh
. "$here/lib.sh"
jobs=${1:-2000}
start_redis
cat >"$work/cl.yaml" <<YAML
redis: redis://127.0.0.1:$port
workers:
  web: {hostnames: [web01], concurrency: 2}
tasks:
  silent: {command: ["true"]}
  prints: {command: [seq, "100"]}
  slow: {script: "for i in 1 2 3 4 5 6; do echo \$i; sleep 0.1; done"}
  flood: {command: [sh, -c, "yes 0123456789abcde | head -c 1000000000"], timeout: 10m}
schedules: {}
YAML
"$cl" "$work/cl.yaml" --worker --hostname web01 2>"$work/log" &
worker=$!
trap 'kill "$worker" "$redis"; wait || :; rm -rf "$work"' EXIT
until grep -q ready "$work/log"; do
  kill -0 "$worker"
  sleep 0.1
done
python3 "$here/jobs.py" "$port" web_tasks silent "$jobs" >/dev/null # warms up
echo "load $(cut -d' ' -f1 /proc/loadavg)"
for round in 1 2 3; do
  python3 "$here/jobs.py" "$port" web_tasks silent "$jobs"
  python3 "$here/jobs.py" "$port" web_tasks prints "$jobs"
  python3 "$here/jobs.py" "$port" web_tasks slow 40
  python3 "$here/jobs.py" "$port" web_tasks flood 1
done
