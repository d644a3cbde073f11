# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2154 # shares its variables with who sources it
# Sourced by ./cl: builds cl from the sources, and shows how far that is.

# Ends the script with the fix when the JDK in $1 or Maven is missing.
check_tools() {
  if [ ! -x "$1/bin/javac" ]; then
    echo "cl: $1 has no compiler; a JDK is needed to build cl from the sources" >&2
    echo "    fix: install one (Debian: apt install openjdk-17-jdk-headless), or use a release archive" >&2
    exit 3
  fi
  if ! command -v mvn >/dev/null; then
    echo "cl: no Maven on the PATH; it is needed to build cl from the sources" >&2
    echo "    fix: install it (Debian: apt install maven), or use a release archive" >&2
    exit 3
  fi
}

# Builds with the JDK in $1; on failure prints what Maven says of it and ends the script.
run_maven() {
  log=$root/target/cl-build.log
  : >"$log"
  show_progress &
  progress=$!
  # shellcheck disable=SC2086 # the arguments are words
  if (cd "$root" && JAVA_HOME=$1 mvn -B -Dstyle.color=never -Dmaven.test.skip=true -Dspotless.check.skip=true \
    -Djdeb.skip=true ${CL_MAVEN_OPTS:-} package </dev/null >"$log" 2>&1); then
    end_progress
    return 0
  fi
  end_progress
  grep -v '^\[INFO\]\|^Download\|^\[WARNING\]' "$log" | head -n 30 >&2
  if grep -q 'Unknown host\|Could not transfer\|Network is unreachable\|offline mode' "$log"; then
    echo "cl: Maven cannot fetch the libraries of cl" >&2
    echo "    fix: connect this machine to Maven Central, name a mirror in ~/.m2/settings.xml," >&2
    echo "    or use a release archive, which has them" >&2
  else
    echo "cl: the build failed; what Maven says stands above" >&2
    echo "    see all: $log" >&2
  fi
  exit 3
}

# What Maven does now, the libraries that it has fetched, and the seconds so far: on a terminal in one
# line that changes, else a line every 10 s.
show_progress() {
  seconds=0
  while sleep 1; do
    seconds=$((seconds + 1))
    fetched=$(grep -c 'Downloaded from' "$log") || :
    plugin=$(sed -n 's/^\[INFO\] --- \([a-z-]*\):.*/\1/p' "$log" | tail -n 1)
    case $plugin in
    '') phase='reading the project' ;;
    *resources*) phase='copying files' ;;
    *compiler*) phase='compiling' ;;
    *jar* | *assembly* | *antrun*) phase='packing' ;;
    *) phase=checking ;;
    esac
    line="cl: $phase, $seconds s"
    [ "$fetched" = 0 ] || line="$line, fetched $fetched files"
    if [ -t 2 ]; then
      printf '\r\033[K%s' "$line" >&2
    elif [ $((seconds % 10)) = 0 ]; then
      echo "$line" >&2
    fi
  done
}

end_progress() {
  if [ -n "${progress:-}" ]; then
    kill "$progress" 2>/dev/null || :
    wait "$progress" 2>/dev/null || :
    progress=
    if [ -t 2 ]; then
      printf '\r\033[K' >&2
    fi
  fi
}
