# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2034,SC2154 # shares its variables with who sources it
# Sourced by bin/cl and by ./cl: finds Java 17 or newer without starting it.
#
# find_java sets: java          the program
#                 java_version  full version, such as 17.0.15+6
#                 java_major    its first number, such as 17
# or ends the script with a message that says the fix.

# The value of key $2 in $1/release, the file each JDK brings; empty when there is none.
release_value() {
  value=
  if [ -r "$1/release" ]; then
    while IFS= read -r line || [ -n "$line" ]; do
      case $line in
      "$2="*)
        value=${line#*=}
        value=${value#\"}
        value=${value%\"}
        ;;
      esac
    done <"$1/release"
  fi
}

# Sets java_version and java_major for the program $1; empty when it does not run.
version_of() {
  java_version=
  java_major=
  real=$(readlink -f -- "$1" 2>/dev/null) || real=$1
  release_value "${real%/bin/*}" JAVA_RUNTIME_VERSION
  java_version=$value
  if [ -z "$java_version" ]; then
    release_value "${real%/bin/*}" JAVA_VERSION
    java_version=$value
  fi
  if [ -z "$java_version" ]; then
    # No release file: the program itself must say it, in the first line on stderr.
    java_version=$("$1" -version 2>&1 | sed -n 's/^[^"]*"\([^"]*\)".*/\1/p;q') || java_version=
  fi
  java_major=${java_version#1.}
  java_major=${java_major%%[!0-9]*}
}

find_java() {
  too_old=
  on_path=$(command -v java) || on_path=
  for java in "${JAVA_HOME:+$JAVA_HOME/bin/java}" "$on_path"; do
    if [ -n "$java" ] && [ -x "$java" ]; then
      version_of "$java"
      if [ "${java_major:-0}" -ge 17 ]; then
        return 0
      fi
      too_old="$java is ${java_version:-of an unknown version}"
    fi
  done
  if [ -n "$too_old" ]; then
    echo "cl: $too_old; need Java 17 or newer" >&2
  elif [ -n "${JAVA_HOME:-}" ]; then
    echo "cl: no Java in JAVA_HOME ($JAVA_HOME) and none on the PATH; need Java 17 or newer" >&2
  else
    echo "cl: no Java on the PATH and JAVA_HOME is not set; need Java 17 or newer" >&2
  fi
  echo "    fix: install it (Debian: apt install openjdk-17-jdk-headless) or set JAVA_HOME" >&2
  exit 3
}
