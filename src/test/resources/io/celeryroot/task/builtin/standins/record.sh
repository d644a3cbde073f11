# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# Sourced by each stand-in: writes its name and its arguments, each in brackets, as one line of $STANDIN/calls.
{
  printf '%s' "${0##*/}"
  for argument in "$@"; do printf ' [%s]' "$argument"; done
  echo
} >>"$STANDIN/calls"
