#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs a program as an engine would: from the root file system of an image, read-only with an empty
# /tmp, without capabilities, as PID 1 of its own, under a host name of its own. Needs root.
# Usage: in-image.sh ROOT HOSTNAME USER:GROUP CL_YAML PROGRAM [ARGUMENT...]
set -eu
if [ "$1" != --inside ]; then
  exec unshare --mount --propagation private --pid --fork --kill-child --uts -- /bin/sh "$0" --inside "$@"
fi
shift
root=$1 hostname=$2 user=$3 file=$4
shift 4
hostname "$hostname" 2>/dev/null || echo "$hostname" >/proc/sys/kernel/hostname
mount --bind -o ro "$root" "$root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mount -t tmpfs tmpfs "$root/etc/celeryroot"
cp "$file" "$root/etc/celeryroot/cl.yaml"
chmod 644 "$root/etc/celeryroot/cl.yaml"
cd "$root/var/lib/celeryroot"
exec chroot "--userspec=$user" --groups= "$root" "$@"
