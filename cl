#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs cl from the sources: builds it on first use and when a source is newer than the build.
#
# CL_MAVEN_OPTS  more arguments for Maven, split at blanks, such as -o
set -eu

self=$0
while [ -h "$self" ]; do
  link=$(readlink -- "$self")
  case $link in
  /*) self=$link ;;
  *) self=${self%/*}/$link ;;
  esac
done
case $self in
*/*) ;;
*) self=$(command -v -- "$self") ;;
esac
root=$(CDPATH='' cd -P -- "${self%/*}" && pwd -P)

# The directory of the newest build, which its last step marked as complete.
find_build() {
  build=
  for mark in "$root"/target/celeryroot-*/.built; do
    if [ -e "$mark" ] && { [ -z "$build" ] || [ -n "$(find "$mark" -newer "$build/.built")" ]; }; then
      build=${mark%/.built}
    fi
  done
}

is_stale() {
  [ -z "$build" ] || [ -n "$(find "$root/pom.xml" "$root/src/main" "$root/src/generated" \
    -type f -newer "$build/.built" -print 2>/dev/null | head -n 1)" ]
}

build() {
  # shellcheck source=src/main/dist/libexec/java.sh
  . "$root/src/main/dist/libexec/java.sh"
  # shellcheck source=src/build/maven.sh
  . "$root/src/build/maven.sh"
  find_java
  # Maven takes its Java from JAVA_HOME; one that is too old would fail there with a riddle.
  real=$(readlink -f -- "$java")
  check_tools "${real%/bin/java}"
  if [ -z "$build" ]; then
    echo "cl: first use, building (a minute; some more where Maven has to fetch libraries first) ..." >&2
  else
    echo "cl: sources have changed, building ..." >&2
  fi
  run_maven "${real%/bin/java}"
}

progress=
find_build
if is_stale; then
  mkdir -p "$root/target"
  lock=$root/target/cl.lock
  until mkdir "$lock" 2>/dev/null; do
    if holder=$(cat "$lock/pid" 2>/dev/null) && ! kill -0 "$holder" 2>/dev/null; then
      rm -rf "$lock" # its build was killed
    else
      sleep 1
    fi
  done
  trap '[ -z "$progress" ] || kill "$progress" 2>/dev/null; rm -rf "$lock"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' HUP TERM
  echo $$ >"$lock/pid"
  find_build # another cl may have built it meanwhile
  if is_stale; then
    : >"$lock/started"
    build
    find_build
    # A source that was written while the build ran is newer than the build.
    [ -z "$build" ] || touch -r "$lock/started" "$build/.built"
  fi
  rm -rf "$lock"
  trap - EXIT INT HUP TERM
fi
if [ -z "$build" ]; then
  echo "cl: the build made no target/celeryroot-*/; fix: (cd '$root' && mvn clean package)" >&2
  exit 3
fi
exec "$build/bin/cl" "$@"
