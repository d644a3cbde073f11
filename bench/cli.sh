#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Times one submission as a whole process: "cl task ping" and "celery call", alternating, against the
# same Redis. Needs Debian's python3-celery, python3-redis and redis-server, and a build (./cl --version).
#
# usage: bench/cli.sh [RUNS]
set -eu
runs=${1:-20}
here=$(CDPATH='' cd -P -- "$(dirname -- "$0")" && pwd -P)
# shellcheck source=bench/lib.sh
. "$here/lib.sh"
start_redis
cat >"$work/cl.yaml" <<EOF
redis: redis://127.0.0.1:$port/0
workers:
  web: {hostnames: [web01]}
EOF
"$cl" -c "$work/cl.yaml" task ping --targets web01 >/dev/null 2>&1 # warm the disk cache
/usr/bin/python3 -m celery -b "redis://127.0.0.1:$port/0" call ping --queue x >/dev/null 2>&1
python3 "$here/measure.py" "$runs" \
  "cl task ping" "'$cl' -c '$work/cl.yaml' task ping --targets web01" \
  "celery call" "/usr/bin/python3 -m celery -b redis://127.0.0.1:$port/0 call ping --queue x" \
  "cl schedule next" "'$cl' -c '$work/cl.yaml' schedule next" \
  "java -version" "java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -version"
