#!/usr/bin/env bash
# Prints the path of a Chromium: the machine's own, or (root on Debian) one that it installs. Exit code 3, with a line that
# says why, where none can be had; the caller then reports its tests as skipped, by name.
set -uo pipefail
# shellcheck source=../docker/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../docker/lib.sh"

installed() {
  command -v chromium || command -v chromium-browser || command -v google-chrome || command -v google-chrome-stable
}

installed && exit 0
if ! is_root || ! is_debian; then
  echo 'no chromium is installed, and only root on Debian could install one here'
  exit "$UNAVAILABLE"
fi
if ! reason=$(apt_install chromium) || ! installed; then
  echo "chromium could not be installed: ${reason:-apt-get left no command of that name}"
  exit "$UNAVAILABLE"
fi
