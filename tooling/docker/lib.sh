# shellcheck shell=bash
# What engine.sh and base-image.sh share. Sourced, never run.

# Exit code of "this machine cannot give it": the caller reports its tests as skipped, by name.
# shellcheck disable=SC2034 # used by those who source this
readonly UNAVAILABLE=3

# within SECONDS COMMAND...: runs the command under a time limit where coreutils' timeout exists (macOS has none).
within() {
  if command -v timeout >/dev/null; then
    timeout "$@"
  else
    "${@:2}"
  fi
}

# The version of the engine that answers, or failure. `docker info` is no test: some clients exit 0 without a server.
engine_version() {
  within 10 docker version --format '{{.Server.Version}}' 2>/dev/null
}

is_root() {
  [[ $(id -u) -eq 0 ]]
}

is_debian() {
  [[ -r /etc/os-release ]] && grep -q '^ID=debian$' /etc/os-release
}

# apt_install PACKAGE...: on failure prints apt's own first complaint, which becomes the reason for skipping.
apt_install() {
  local log status=0
  log=$(mktemp)
  # A third-party source that is down must not stand in the way, so only the install decides.
  within 120 apt-get -q update >"$log" 2>&1 || true
  DEBIAN_FRONTEND=noninteractive within 600 apt-get -o DPkg::Lock::Timeout=120 -q -y install \
    --no-install-recommends "$@" >>"$log" 2>&1 || status=$?
  if ((status != 0)); then
    grep -m 1 '^E: ' "$log" || printf 'apt-get install %s ended with code %d\n' "$*" "$status"
  fi
  rm -f "$log"
  return "$status"
}
