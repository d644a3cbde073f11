# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# Starts, stops or restarts systemd units, one after the other, and checks what became of each.
# Env:  action (start, stop or restart), services (names with blanks between)
# Exit: 0 all are as wanted; 1 one is not; 2 wrong parameter; 3 no systemd; 4 no such unit (nothing was done); 5 not permitted.
set -f
export LC_ALL=C SYSTEMD_PAGER='' SYSTEMD_COLORS=0
PATH=$PATH:/usr/sbin:/sbin
exec </dev/null

quit() {
  code=$1
  shift
  printf '%s\n' "$*" >&2
  exit "$code"
}

# $1: unit, $2: property
property() {
  systemctl show --property="$2" --value -- "$1"
}

# $1: unit. One line that says its state, with what a person looks for next.
state() {
  state_of=$(property "$1" ActiveState)
  sub=$(property "$1" SubState)
  pid=$(property "$1" MainPID)
  case $pid in
    '' | 0) printf '%s (%s)' "$state_of" "$sub" ;;
    *) printf '%s (%s, pid %s)' "$state_of" "$sub" "$pid" ;;
  esac
}

# $1: unit. A oneshot unit that ran to its end is inactive and well.
is_up() {
  case $(property "$1" ActiveState) in
    active | reloading) return 0 ;;
    inactive) [ "$(property "$1" Type)" = oneshot ] && [ "$(property "$1" Result)" = success ] ;;
    *) return 1 ;;
  esac
}

is_down() {
  case $(property "$1" ActiveState) in
    inactive | failed) return 0 ;;
    *) return 1 ;;
  esac
}

action=${action:?}
services=${services:-}
[ -n "$services" ] || quit 2 'services: none given; fix: name at least one'
for service in $services; do
  case $service in
    -* | *[!A-Za-z0-9_@:.-]*) quit 2 "services: not a unit name: \"$service\"" ;;
  esac
  case ${service%.service} in
    *.target | *.slice | *.scope | *.device | *.swap | systemd-poweroff | systemd-reboot | systemd-soft-reboot | systemd-halt | systemd-kexec | \
      systemd-exit | systemd-suspend* | systemd-hibernate* | systemd-hybrid-sleep | emergency | rescue | debug-shell | initrd-*)
      quit 2 "services: $service changes the whole system; fix: write a task of your own for that"
      ;;
  esac
done

command -v systemctl >/dev/null || quit 3 'no systemctl on the PATH: this host has no systemd; fix: write a task of your own for its init system'
case $(systemctl is-system-running 2>/dev/null || :) in
  '' | offline | unknown) quit 3 'systemd does not run on this host (a container?); fix: write a task of your own for its init system' ;;
esac

missing=
for service in $services; do
  case $(property "$service" LoadState) in
    not-found) missing="$missing $service" ;;
  esac
done
[ -z "$missing" ] || quit 4 "no such unit:$missing; nothing was done; fix: systemctl list-unit-files shows the names"

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
trap 'exit 143' TERM
trap 'exit 130' INT
trap 'exit 129' HUP

done_to=
failed=
denied=
for service in $services; do
  before=$(state "$service")
  case $action in
    start) [ "$(property "$service" ActiveState)" != active ] || { printf '%s: already %s\n' "$service" "$before"; continue; } ;;
    stop) [ "$(property "$service" ActiveState)" != inactive ] || { printf '%s: already %s\n' "$service" "$before"; continue; } ;;
  esac
  if systemctl --no-ask-password "$action" -- "$service" 2>"$work/complaint"; then
    cat "$work/complaint" >&2
    done_to="$done_to $service"
    printf '%s: %s, was %s\n' "$service" "$(state "$service")" "$before"
  else
    cat "$work/complaint" >&2
    failed="$failed $service"
    printf '%s: %s failed, now %s, was %s\n' "$service" "$action" "$(state "$service")" "$before"
    ! grep -qiE 'authentication required|access denied|permission denied' "$work/complaint" || denied=1
  fi
done

# What dies at once has often just been reported active: look again.
if [ -n "$done_to" ]; then
  sleep 2
  for service in $done_to; do
    if [ "$action" = stop ]; then is_down "$service" && continue; else is_up "$service" && continue; fi
    failed="$failed $service"
    printf '%s: did not stay so, now %s\n' "$service" "$(state "$service")"
  done
fi

[ -n "$failed" ] || exit 0
for service in $failed; do
  printf '\n--- systemctl status %s\n' "$service" >&2
  systemctl status --no-pager --full --lines=20 -- "$service" >&2 || :
done
[ -z "$denied" ] || quit 5 "not permitted to $action:$failed; fix: run the worker as root, or allow its user by a polkit rule"
quit 1 "$action failed:$failed"
