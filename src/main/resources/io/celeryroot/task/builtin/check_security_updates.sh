# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# Lists the security updates that are on offer and not installed, by apt-get, zypper or dnf (the first of them on the PATH).
# Env:  fail_when_pending (yes or no), refresh (yes or no: fetch the package lists first)
# Exit: 0 could check, whatever it found; 1 updates are pending and fail_when_pending is yes; 2 wrong parameter;
#       3 could not check all; 5 needs root.
export LC_ALL=C ZYPP_LOCK_TIMEOUT=600
PATH=$PATH:/usr/sbin:/sbin
exec </dev/null

quit() {
  code=$1
  shift
  printf '%s\n' "$*" >&2
  exit "$code"
}

fail_when_pending=${fail_when_pending:-no}
refresh=${refresh:-yes}
case $fail_when_pending/$refresh in
  yes/yes | yes/no | no/yes | no/no) ;;
  *) quit 2 'fail_when_pending, refresh: each is yes or no' ;;
esac

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
trap 'exit 143' TERM
trap 'exit 130' INT
trap 'exit 129' HUP

incomplete=

check_apt() {
  if [ "$refresh" = yes ]; then
    [ "$(id -u)" -eq 0 ] || quit 5 "fetching the package lists needs root, the worker runs as $(id -un); fix: run the worker as root, or give refresh=no"
    tries=0
    # apt-get does not wait for the lock of its lists.
    until apt-get -q -o APT::Update::Error-Mode=any update >"$work/log" 2>&1; do
      tries=$((tries + 1))
      if [ "$tries" -lt 60 ] && grep -q 'Could not get lock' "$work/log"; then
        sleep 10
        continue
      fi
      cat "$work/log" >&2
      incomplete='apt-get could not fetch all package lists'
      break
    done
  fi
  # Without a source of security updates "none" would be no answer.
  apt-cache policy >"$work/sources"
  grep -qE '[-/]security|/updates' "$work/sources" ||
    quit 3 'no package list comes from a security archive; fix: add the security source of the distribution, or fetch the lists'
  # A later point release may hide the fix behind a newer version: every version above the installed one counts.
  # shellcheck disable=SC2016 # dpkg's own variables
  dpkg-query -W -f '${db:Status-Status} ${binary:Package}\n' | sed -n 's/^installed //p' | xargs apt-cache policy >"$work/policy"
  awk '
    /^[^ ]/ { name = $1; sub(/:$/, "", name); above = 0; listed = 0; next }
    $1 == "Installed:" { installed = $2; next }
    $1 == "Candidate:" { candidate = $2; next }
    /Version table:/ { above = 1; next }
    $1 == "***" { above = 0; next }
    above && NF == 2 && $2 ~ /^-?[0-9]+$/ { next }
    above && !listed && ($2 ~ /security/ || $3 ~ /-security(\/|$)/ || $3 ~ /\/updates(\/|$)/) {
      listed = 1
      print name " " installed " -> " (candidate == installed ? "a newer one, held back by a pin" : candidate)
    }
  ' "$work/policy" >"$work/pending"
}

check_zypper() {
  if [ "$refresh" = yes ]; then
    zypper --non-interactive refresh >"$work/log" 2>&1 || {
      cat "$work/log" >&2
      incomplete='zypper could not refresh all repositories'
    }
  fi
  zypper --non-interactive --no-refresh list-patches --category security >"$work/patches" 2>"$work/log" || {
    status=$?
    cat "$work/patches" "$work/log" >&2
    quit 3 "zypper list-patches failed with exit status $status"
  }
  awk -F '|' '
    function trim(text) { gsub(/^[ \t]+|[ \t]+$/, "", text); return text }
    trim($3) == "security" && trim($6) == "needed" { print trim($2) " (" trim($4) ") " trim($NF) }
  ' "$work/patches" >"$work/pending"
}

check_dnf() {
  set -- -q -y
  if [ "$refresh" = yes ]; then set -- "$@" --refresh; else set -- "$@" --cacheonly; fi
  status=0
  dnf "$@" check-update --security >"$work/updates" 2>"$work/log" || status=$?
  cat "$work/log" >&2
  case $status in
    0 | 100) ;;
    *) quit 3 "dnf check-update failed with exit status $status; its reasons are above" ;;
  esac
  awk '/^Obsoleting/ { exit } NF == 3 { print $1 " -> " $2 " (" $3 ")" }' "$work/updates" >"$work/pending"
  # Repositories without advisories (CentOS) make dnf say "none" to every question about security.
  if [ ! -s "$work/pending" ]; then
    dnf -q -y --cacheonly updateinfo list --all >"$work/advisories" 2>"$work/log" || { cat "$work/log" >&2; }
    [ -s "$work/advisories" ] || quit 3 'the repositories carry no security advisories, so dnf cannot tell which updates are for security'
  fi
}

if command -v apt-get >/dev/null; then
  check_apt
elif command -v zypper >/dev/null; then
  check_zypper
elif command -v dnf >/dev/null; then
  check_dnf
else
  quit 3 'no package manager on the PATH: looked for apt-get, zypper, dnf; fix: write a task of your own'
fi

count=$(($(wc -l <"$work/pending")))
if [ "$count" -eq 0 ]; then
  echo 'no security updates pending'
else
  echo "security updates pending: $count"
  sort "$work/pending"
fi
[ -z "$incomplete" ] || quit 3 "$incomplete, so the answer is incomplete; the reasons are above"
if [ "$count" -gt 0 ] && [ "$fail_when_pending" = yes ]; then exit 1; fi
