# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2034,SC2154 # shares its variables with who sources it
# Sourced by bin/cl and by the build: class data archives (AppCDS), which halve the start of cl.
#
# An archive is valid for one JVM version and one place of the jars. The one in lib/cds was made by
# the build, or by the first use; where lib/ cannot be written it lies in the user's cache. The JVM
# checks an archive itself and runs without it when it does not fit. JDK 17 keeps no class of a jar
# whose path holds a blank.
#
# in:  home, java, java_version, java_major, kind (command or service)
# out: jvm_options, archive (empty: none)

find_archive() {
  # Warnings of the JVM go to stdout by default, where only the answer belongs.
  # The second compiler takes half of the processor time of a start and 45 MB of a worker, and makes
  # only jobs faster that print hundreds of MB (bench/README.md).
  jvm_options='-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xlog:disable -Xlog:all=error:stderr'
  if [ "$kind" = service ]; then
    jvm_options="$jvm_options -XX:+ExitOnOutOfMemoryError"
    # By default the JVM takes a 64th of the machine's memory at once. It grows as before when needed.
    # More room for new objects would be memory that is touched once and kept.
    jvm_options="$jvm_options -Xms24m -XX:NewSize=12m -XX:MaxNewSize=20m"
    # JDK 17 wakes 4 times a second to look for locks to give back and once to look for other work:
    # a quarter of what an idle process costs. Newer ones may not know these options.
    if [ "$java_major" = 17 ]; then
      jvm_options="$jvm_options -XX:+UnlockDiagnosticVMOptions"
      jvm_options="$jvm_options -XX:AsyncDeflationInterval=10000 -XX:GuaranteedSafepointInterval=60000"
    fi
    # JDKs from 24 on print warnings without these: of calls to the C library, of how Netty asks for
    # memory, and, since the first was not given then, of the archive that they bring themselves.
    if [ "$java_major" -ge 24 ]; then
      jvm_options="$jvm_options --enable-native-access=ALL-UNNAMED -Dio.netty.noUnsafe=true"
      jvm_options="$jvm_options -Xlog:all=error,cds=off:stderr"
    fi
  else
    jvm_options="$jvm_options -XX:CompileThresholdScaling=4 -Dslf4j.internal.verbosity=ERROR"
    jvm_options="$jvm_options -Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider"
    # Large pages save a tenth of the start, most of it in the kernel. Newer JVMs warn where the
    # kernel does not have them.
    huge=
    IFS= read -r huge 2>/dev/null </sys/kernel/mm/transparent_hugepage/enabled || :
    case $huge in
    *'[always]'* | *'[madvise]'*) jvm_options="$jvm_options -XX:+UseTransparentHugePages" ;;
    esac
  fi
  archive=
  if [ "${CL_CDS:-on}" = off ]; then
    return 0
  fi
  own=$home/lib/cds
  cache=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/celeryroot$home
  for place in "$own" "$cache"; do
    if [ -r "$place/$kind-$java_version.jsa" ] && belongs_here "$place"; then
      archive=$place/$kind-$java_version.jsa
      return 0
    fi
  done
  # Twice in the background, so that it is nobody's child and nobody waits for it.
  (make_archive_once </dev/null >/dev/null 2>&1 &)
}

# Whether the archives in $1 were made for the jars of this directory; it may have been moved.
belongs_here() {
  IFS= read -r made_for 2>/dev/null <"$1/home" && [ "$made_for" = "$home" ]
}

make_archive_once() {
  for place in "$own" "$cache"; do
    if mkdir -p "$place" 2>/dev/null && [ -w "$place" ]; then
      make_archive "$place"
      return 0
    fi
  done
}

# Makes the archive of this kind in directory $1; does nothing while another process does.
make_archive() {
  lock=$1/$kind.lock
  if [ -n "$(find "$lock" -prune -mmin +10 2>/dev/null)" ]; then
    rmdir "$lock" 2>/dev/null || : # left behind by one that was killed
  fi
  mkdir "$lock" 2>/dev/null || return 0
  new=$1/$kind.$$.tmp
  trap 'rm -f "$new"; rmdir "$lock" 2>/dev/null' EXIT
  trap 'exit 1' HUP INT TERM
  if ! belongs_here "$1"; then
    rm -f "$1"/*.jsa
    printf '%s\n' "$home" >"$1/home"
  fi
  # shellcheck disable=SC2086 # the options are words
  nice "$java" $jvm_options "-XX:ArchiveClassesAtExit=$new" \
    -cp "$home/lib/celeryroot.jar" io.celeryroot.rehearsal.Rehearsal "$kind" || return 1
  mv -f "$new" "$1/$kind-$java_version.jsa"
}
