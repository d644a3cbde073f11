# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# Installs, removes or upgrades packages with apt-get, zypper or dnf (the first of them on the PATH), and prints what changed.
# Env:  action (install, remove or upgrade), packages (names with blanks between; with upgrade, none means all)
# Exit: 0 done, or nothing to do; 1 failed; 2 wrong parameter; 3 no package manager; 4 no such package (nothing was done); 5 needs root.
set -f
export LC_ALL=C DEBIAN_FRONTEND=noninteractive APT_LISTCHANGES_FRONTEND=none ZYPP_LOCK_TIMEOUT=600
# dpkg needs them, and a worker may have been started without.
PATH=$PATH:/usr/sbin:/sbin
exec </dev/null

quit() {
  code=$1
  shift
  printf '%s\n' "$*" >&2
  exit "$code"
}

action=${action:?}
packages=${packages:-}
for package in $packages; do
  case $package in
    [!A-Za-z0-9]* | *[!A-Za-z0-9+._:~=-]*) quit 2 "packages: not a package name: \"$package\"" ;;
    # What apt-get takes for "remove it", or with remove for "install it", also behind an architecture or a version.
    *- | *-[:=]* | *[:=]*+ | *[:=] | *=*=*) quit 2 "packages: not a package name: \"$package\"; fix: give a name, or name=version" ;;
  esac
done
[ -n "$packages" ] || [ "$action" = upgrade ] || quit 2 'packages: none given; fix: name at least one'

manager=
for program in apt-get zypper dnf; do
  if command -v "$program" >/dev/null; then
    manager=$program
    break
  fi
done
# What zypper takes for another kind of thing, such as pattern:NAME.
case $manager/$packages in zypper/*:*) quit 2 'packages: zypper names have no ":"; fix: leave out what is before it' ;; esac
[ -n "$manager" ] || quit 3 'no package manager on the PATH: looked for apt-get, zypper, dnf; fix: write a task of your own'

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
trap 'exit 143' TERM
trap 'exit 130' INT
trap 'exit 129' HUP

# $1: name, or name=version. Prints the installed version; status 1 when it is not installed (in that version).
installed() {
  name=${1%%=*}
  if [ "$manager" = apt-get ]; then
    # shellcheck disable=SC2016 # these are dpkg's own variables
    found=$(dpkg-query -W -f '${db:Status-Status} ${Version}\n' -- "$name" 2>/dev/null) || return 1
    found=$(printf '%s\n' "$found" | awk '$1 == "installed" { print $2; exit }')
  else
    found=$(rpm -q --qf '%{VERSION}-%{RELEASE}\n' -- "$name" 2>/dev/null) ||
      found=$(rpm -q --qf '%{NAME}-%{VERSION}-%{RELEASE}\n' --whatprovides -- "$name" 2>/dev/null) || return 1
    found=$(printf '%s\n' "$found" | tail -n 1)
  fi
  [ -n "$found" ] || return 1
  case $1 in
    *=*) [ "$found" = "${1#*=}" ] || return 1 ;;
  esac
  printf '%s' "$found"
}

# All that is installed, one "name version" a line.
snapshot() {
  if [ "$manager" = apt-get ]; then
    # shellcheck disable=SC2016
    dpkg-query -W -f '${db:Status-Status} ${binary:Package} ${Version}\n' | sed -n 's/^installed //p'
  else
    rpm -qa --qf '%{NAME}.%{ARCH} %{VERSION}-%{RELEASE}\n'
  fi | sort -u
}

report() {
  snapshot >"$work/after"
  comm -23 "$work/before" "$work/after" >"$work/gone"
  comm -13 "$work/before" "$work/after" >"$work/new"
  awk '
    FILENAME == ARGV[1] { old[$1] = $2; next }
    $1 in old { print "changed: " $1 " " old[$1] " -> " $2; delete old[$1]; changes++; next }
    { print "installed: " $1 " " $2; changes++ }
    END {
      for (name in old) { print "removed: " name " " old[name]; changes++ }
      print (changes ? changes : "no") " package" (changes == 1 ? "" : "s") " changed"
    }
  ' "$work/gone" "$work/new"
  for flag in /run/reboot-required /var/run/reboot-required; do
    if [ -e "$flag" ]; then
      echo 'reboot required'
      break
    fi
  done
}

# Runs a command, shows what it says as it says it, keeps that in $work/log; the status is the command's.
watched() {
  {
    if "$@" 2>&1; then echo 0 >&3; else echo "$?" >&3; fi
  } 3>"$work/status" | tee "$work/log"
  return "$(cat "$work/status")"
}

apt() {
  apt-get -y -q -o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0 \
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "$@"
}

# apt-get waits for dpkg's lock, but not for the lock of its lists.
refresh() {
  case $manager in
    apt-get)
      tries=0
      while ! watched apt -o APT::Update::Error-Mode=any update; do
        tries=$((tries + 1))
        if [ "$tries" -ge 60 ] || ! grep -q 'Could not get lock' "$work/log"; then return 1; fi
        sleep 10
      done
      ;;
    zypper) watched zypper --non-interactive refresh ;;
    dnf) : ;; # its own command does it, by --refresh
  esac
}

# $1: name, or name=version, or name:arch. apt-get takes a name that it does not know for a regular expression, and one
# that ends in "-" for a removal: only names that it knows may reach it.
known_to_apt() {
  name=${1%%=*}
  name=${name%%:*}
  apt-cache -o APT::Cache::AllNames=true pkgnames "$name" | grep -qxF -e "$name"
}

act() {
  case $manager-$action in
    apt-get-install) apt install --no-remove -- "$@" ;;
    apt-get-remove) apt remove -- "$@" ;;
    apt-get-upgrade) if [ $# -gt 0 ]; then apt install --only-upgrade --no-remove -- "$@"; else apt upgrade --with-new-pkgs; fi ;;
    zypper-install) zypper --non-interactive install --auto-agree-with-licenses -- "$@" ;;
    zypper-remove) zypper --non-interactive remove -- "$@" ;;
    zypper-upgrade)
      # Tumbleweed is made to be upgraded as a whole.
      if [ $# -gt 0 ]; then
        zypper --non-interactive update --auto-agree-with-licenses -- "$@"
      elif grep -qsE '^ID="?opensuse-tumbleweed' /etc/os-release; then
        zypper --non-interactive dist-upgrade --auto-agree-with-licenses
      else
        zypper --non-interactive update --auto-agree-with-licenses
      fi
      ;;
    dnf-install) dnf -y install -- "$@" ;;
    # What only depended on it stays, as with apt-get.
    dnf-remove) dnf -y --setopt=clean_requirements_on_remove=0 remove -- "$@" ;;
    dnf-upgrade) if [ $# -gt 0 ]; then dnf -y --refresh upgrade -- "$@"; else dnf -y --refresh upgrade; fi ;;
  esac
}

wanted=
absent=
for package in $packages; do
  if version=$(installed "$package"); then
    case $action in
      install) printf 'already installed: %s %s\n' "$package" "$version" ;;
      *) wanted="$wanted $package" ;;
    esac
  else
    case $action in
      install) wanted="$wanted $package" ;;
      remove) printf 'not installed: %s\n' "$package" ;;
      upgrade) if installed "${package%%=*}" >/dev/null; then wanted="$wanted $package"; else absent="$absent $package"; fi ;;
    esac
  fi
done
[ -z "$absent" ] || quit 4 "not installed:$absent; nothing was done; fix: use the task install"
if [ -z "$wanted" ] && [ -n "$packages" ]; then exit 0; fi
[ "$(id -u)" -eq 0 ] || quit 5 "$action needs root, the worker runs as $(id -un); fix: run the worker as root"

# What an attempt that was killed left half done would make apt-get refuse everything; when another dpkg is at work this
# does nothing, and apt-get waits for it.
if [ "$manager" = apt-get ] && [ -n "$(find /var/lib/dpkg/updates -name '[0-9]*' 2>/dev/null)" ]; then
  echo 'dpkg was interrupted earlier: finishing that first'
  dpkg --force-confdef --force-confold --configure -a || :
fi

stale=
if [ "$action" != remove ]; then
  refresh || stale=1
fi
if [ "$manager" = apt-get ] && [ "$action" = install ]; then
  for package in $wanted; do
    known_to_apt "$package" || absent="$absent $package"
  done
  [ -z "$absent" ] || quit 4 "no such package:$absent; nothing was done; fix: apt-cache search finds names"
fi

snapshot >"$work/before"
status=0
# shellcheck disable=SC2086 # words of checked characters
watched act $wanted || status=$?
echo
report

case $manager-$status in
  *-0) ;;
  zypper-102) echo 'reboot required' ;;
  zypper-103) echo 'zypper itself was upgraded; run the task again for the rest' ;;
  zypper-104) quit 4 "no such package among:$wanted; fix: zypper search finds names" ;;
  zypper-106) stale=1 ;;
  dnf-*)
    ! grep -qE 'Unable to find a match|No match for argument' "$work/log" || quit 4 "no such package among:$wanted; fix: dnf search finds names"
    quit 1 "dnf $action failed with exit status $status; its reasons are above"
    ;;
  *) quit 1 "$manager $action failed with exit status $status; its reasons are above" ;;
esac

# For an upgrade old lists are a failure: what they do not show was not upgraded.
if [ -n "$stale" ]; then
  echo "$manager could not refresh all of its package lists; its reasons are above" >&2
  [ "$action" != upgrade ] || exit 1
fi
