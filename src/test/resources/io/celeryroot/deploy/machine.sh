#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs the Debian package on a small Debian of its own and boots it: systemd as PID 1, without a
# network. Needs root, debootstrap and systemd-nspawn.
# Usage: machine.sh DIRECTORY PACKAGE
set -eu
directory=$1
package=$2
machine=$directory/machine

run() {
  systemd-nspawn --quiet --directory="$machine" --register=no --keep-unit --resolv-conf=copy-host "$@"
}

"${0%/*}/base.sh" "$directory"
rm -rf "$machine"
cp -a "$directory/base" "$machine"
echo web01 >"$machine/etc/hostname"
cp "$package" "$machine/root/celeryroot.deb"
run sh -ec '
  export DEBIAN_FRONTEND=noninteractive
  apt-get -qq update
  apt-get -qq -y --no-install-recommends install systemd systemd-sysv dbus redis-server /root/celeryroot.deb
' </dev/null >&2
exec systemd-nspawn --quiet --directory="$machine" --register=no --keep-unit --private-network \
  --console=pipe --boot
