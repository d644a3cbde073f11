#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes DIRECTORY/base, a small Debian, once. Needs root and debootstrap.
# Usage: base.sh DIRECTORY
set -eu
directory=$1
[ ! -e "$directory/base.complete" ] || exit 0
mkdir -p "$directory"
rm -rf "$directory/base"
debootstrap --variant=minbase bookworm "$directory/base" ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"} >&2
: >"$directory/base.complete"
