#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds the image of ./Dockerfile from target/celeryroot-*.tar.gz without a container engine: over a
# base that debootstrap makes, kept for the next time. Needs root, buildah and debootstrap.
# Prints where the root file system of the image is mounted.
# Usage: build-image.sh DIRECTORY
set -eu
directory=$1
base=localhost/celeryroot-base
image=localhost/celeryroot

buildah() {
  command buildah --root "$directory/storage" --runroot "$directory/run" --storage-driver vfs "$@"
}

mkdir -p "$directory"
if ! buildah inspect --type image "$base" >/dev/null 2>&1; then
  "${0%/*}/base.sh" "$directory"
  container=$(buildah from scratch)
  buildah copy -q "$container" "$directory/base" / >&2
  buildah commit -q "$container" "$base" >&2
fi
buildah rm --all >/dev/null
buildah bud --format docker --isolation chroot \
  --build-arg "BASE=$base" --build-context archive=target --tag "$image" . >&2
buildah inspect --type image "$image" >"$directory/image.json"
container=$(buildah from --pull-never "$image")
buildah mount "$container"
