# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# Prints boot time, time since then and load. Exit: 0 done; 3 /proc cannot be read.
export LC_ALL=C
if ! read -r up _ </proc/uptime || ! read -r load1 load5 load15 _ </proc/loadavg; then
  echo 'cannot read /proc/uptime and /proc/loadavg; fix: mount /proc' >&2
  exit 3
fi
seconds=${up%%.*}
booted=$(($(date +%s) - seconds))
# GNU and BusyBox date know -d @N; elsewhere the number itself is still an answer.
printf 'booted:  %s\n' "$(date -u -d "@$booted" '+%Y-%m-%dT%H:%M:%SZ' 2>/dev/null || echo "@$booted")"
printf 'up:      %d d %02d:%02d h\n' $((seconds / 86400)) $((seconds % 86400 / 3600)) $((seconds % 3600 / 60))
printf 'load:    %s %s %s (1, 5, 15 min)\n' "$load1" "$load5" "$load15"
printf 'cpus:    %s\n' "$(getconf _NPROCESSORS_ONLN 2>/dev/null || nproc 2>/dev/null || echo unknown)"
