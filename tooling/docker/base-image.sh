#!/usr/bin/env bash
# Gives a local base image of a Debian suite, so that images build where Docker Hub cannot be reached.
#
#   base-image.sh SUITE TAG     for example: base-image.sh bookworm tls-interop-base:bookworm
#
# In this order: the image of that tag, if it is here; Docker Hub's debian:SUITE-slim; an image bootstrapped from the
# Debian mirror that this machine's apt uses. Exit 0: TAG exists; exit 3: it cannot be had. One line on stdout says
# which, and why. To renew an image, remove it: docker image rm TAG.
set -euo pipefail

# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

readonly PULL_SECONDS=60
readonly BOOTSTRAP_SECONDS=600

if (($# != 2)); then
  printf 'usage: %s SUITE TAG\n' "$0" >&2
  exit 2
fi
readonly SUITE=$1
readonly TAG=$2

say() {
  printf 'base image %s: %s\n' "$TAG" "$1"
}

unavailable() {
  say "unavailable: $1"
  exit "$UNAVAILABLE"
}

pull() {
  within "$PULL_SECONDS" docker pull -q "debian:$SUITE-slim" >/dev/null 2>&1 && docker tag "debian:$SUITE-slim" "$TAG"
}

# mirror LABEL: where this machine's apt gets the repository that carries that label in its Release file.
mirror() {
  # shellcheck disable=SC2016 # apt's placeholder, not the shell's
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' "Label: $1" | head -n 1
}

# carries URI SUITE: asks through apt's own transport, so that its proxies count.
carries() {
  /usr/lib/apt/apt-helper download-file "$1/dists/$2/InRelease" "$work/InRelease" >/dev/null 2>&1
}

# The apt lines of the suite. Old suites lose their -updates and -security parts from mirrors, so those are optional.
sources() {
  local main security
  main=$(mirror Debian)
  security=$(mirror Debian-Security)
  if [[ -z $main ]] || ! carries "${main%/}" "$SUITE"; then
    return 1
  fi
  printf 'deb %s %s main\n' "${main%/}" "$SUITE"
  if carries "${main%/}" "$SUITE-updates"; then
    printf 'deb %s %s-updates main\n' "${main%/}" "$SUITE"
  fi
  if [[ -n $security ]] && carries "${security%/}" "$SUITE-security"; then
    printf 'deb %s %s-security main\n' "${security%/}" "$SUITE"
  fi
}

bootstrap() {
  local reason
  if ! is_root || ! is_debian; then
    unavailable 'Docker Hub cannot be reached, and only root on Debian can bootstrap an image'
  fi
  if ! command -v mmdebstrap >/dev/null; then
    reason=$(apt_install mmdebstrap) || unavailable "mmdebstrap could not be installed: $reason"
  elif [[ -z $(mirror Debian) ]]; then
    apt-get -q update >/dev/null 2>&1 || true
  fi
  sources >"$work/sources.list" || unavailable "Docker Hub cannot be reached, and apt's Debian mirror has no $SUITE"
  apt-config dump Acquire::http Acquire::https Acquire::Check-Valid-Until >"$work/apt.conf"

  # shellcheck disable=SC2016 # mmdebstrap gives its hook the root directory as $1
  local forget_proxies='rm -f "$1/etc/apt/apt.conf.d/99mmdebstrap"'
  # To a file, not down a pipe: a bootstrap that fails half-way must not leave an image behind. The hook keeps bookworm
  # from installing perl only to merge /usr, and does nothing for suites that do not need it.
  within "$BOOTSTRAP_SECONDS" mmdebstrap --variant=minbase --include=openssl,ca-certificates \
    --aptopt="$work/apt.conf" --customize-hook="$forget_proxies" \
    --hook-dir=/usr/share/mmdebstrap/hooks/maybe-merged-usr \
    "$SUITE" "$work/root.tar" "$work/sources.list" >"$work/log" 2>&1 ||
    unavailable "mmdebstrap failed: $(grep -m 1 '^E: ' "$work/log" || tail -n 1 "$work/log")"
  docker import "$work/root.tar" "$TAG" >/dev/null
}

if docker image inspect "$TAG" >/dev/null 2>&1; then
  say 'present'
  exit
fi
engine_version >/dev/null || unavailable 'no Docker engine answers; run engine.sh first'
if pull; then
  say "pulled debian:$SUITE-slim"
  exit
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bootstrap
say "bootstrapped $SUITE from this machine's Debian mirror"
