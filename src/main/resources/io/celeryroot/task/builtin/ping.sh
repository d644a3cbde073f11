# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# Prints who and where the worker is. Exit: 0 always.
export LC_ALL=C
printf 'host:    %s\n' "$(uname -n)"
printf 'kernel:  %s\n' "$(uname -srm)"
printf 'time:    %s\n' "$(date -u '+%Y-%m-%dT%H:%M:%SZ')"
printf 'user:    %s\n' "$(id -un 2>/dev/null || id -u)"
