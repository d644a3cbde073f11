# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2034,SC2154 # the benchmarks source this file and use what it sets
# Sets cl (the built program) and work (a directory that is removed at the end).
cl=
for found in "$here"/../target/celeryroot-*/bin/cl; do
  if [ -x "$found" ]; then
    cl=$(CDPATH='' cd -P -- "$(dirname -- "$found")" && pwd -P)/cl
  fi
done
if [ -z "$cl" ]; then
  echo "bench: no build; fix: ./cl --version" >&2
  exit 3
fi
work=$(mktemp -d)
redis=
trap 'if [ -n "$redis" ]; then kill "$redis"; wait "$redis" || :; fi; rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Starts a separate Redis and sets port.
start_redis() {
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  redis-server --port "$port" --bind 127.0.0.1 --save '' --dir "$work" >/dev/null &
  redis=$!
  until redis-cli -p "$port" ping >/dev/null 2>&1; do
    kill -0 "$redis"
    sleep 0.05
  done
}
