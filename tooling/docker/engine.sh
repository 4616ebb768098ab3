#!/usr/bin/env bash
# Gives a Docker engine: the one that runs, or one that this script installs and starts.
#
#   engine.sh [start]   exit 0: an engine answers; exit 3: none can be had. One line on stdout says which, and why.
#   engine.sh stop      stops the engine that `start` started, and no other. Exit 1: it did not end.
set -euo pipefail

# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# Only root starts an engine, so its state lives where only root writes, and is gone after a reboot.
readonly STATE_DIR=/run/tls-interop-engine
readonly PID_FILE=$STATE_DIR/dockerd.pid
readonly LOG_FILE=$STATE_DIR/dockerd.log
readonly START_SECONDS=60
# dockerd gives each container 10 s to end before it kills it.
readonly STOP_SECONDS=40

say() {
  printf 'docker engine: %s\n' "$1"
}

unavailable() {
  say "unavailable: $1"
  exit "$UNAVAILABLE"
}

# Two runs at once must not install or start twice: the second waits, then finds the engine of the first.
lock() {
  mkdir -p "$STATE_DIR"
  exec 9>"$STATE_DIR/lock"
  within 900 flock 9 || unavailable "another run has held $STATE_DIR/lock for 15 minutes"
}

# The process id of our own dockerd. The command line is compared because the id may since belong to another process.
own_pid() {
  local pid
  [[ -r $PID_FILE ]] && pid=$(<"$PID_FILE") && [[ -r /proc/$pid/cmdline ]] || return 1
  tr '\0' '\n' <"/proc/$pid/cmdline" | grep -qxF -e "--pidfile=$PID_FILE" && printf '%s\n' "$pid"
}

install_engine() {
  local reason
  is_debian || unavailable 'no engine answers and dockerd is not installed; install and start Docker'
  reason=$(apt_install docker.io) || unavailable "docker.io could not be installed: $reason"
  # Later Debian releases ship the client apart from the engine.
  if ! command -v docker >/dev/null; then
    reason=$(apt_install docker-cli) || unavailable "docker-cli could not be installed: $reason"
  fi
}

# terminate PID: asks the process to end and waits until it has.
terminate() {
  kill "$1"
  SECONDS=0
  while kill -0 "$1" 2>/dev/null; do
    ((SECONDS < STOP_SECONDS)) || return 1
    sleep 0.2
  done
}

# launch FLAG...: starts dockerd in the background and waits until it answers. It asks for no firewall rules and no
# bridge, so that it also starts in small virtual machines and containers; ours use --network=host.
launch() {
  local pid
  setsid dockerd --pidfile="$PID_FILE" --iptables=false --bridge=none "$@" </dev/null >"$LOG_FILE" 2>&1 9>&- &
  pid=$!
  SECONDS=0
  until engine_version >/dev/null; do
    kill -0 "$pid" 2>/dev/null || return 1
    if ((SECONDS >= START_SECONDS)); then
      terminate "$pid" || true
      return 1
    fi
    sleep 0.2
  done
}

# dockerd's own choice of storage first: with overlay2 a container starts in 0.2 s. The vfs driver copies the whole
# image for each container (1 s and more), but needs nothing from the kernel.
start_engine() {
  launch || launch --storage-driver=vfs ||
    unavailable "dockerd did not start: $(tail -n 1 "$LOG_FILE" | cut -c 1-300)"
}

start() {
  local version installed=
  if version=$(engine_version); then
    say "using the running engine, version $version"
    return
  fi
  is_root || unavailable 'no engine answers, and only root can start one; start Docker, or allow this user to reach it'
  lock
  if ! command -v dockerd >/dev/null; then
    install_engine
    installed='installed docker.io and '
  fi
  # A service manager may have started it on installation, and another run may have while we waited for the lock.
  if version=$(engine_version); then
    say "${installed:+${installed}}using the running engine, version $version"
    return
  fi
  start_engine
  say "${installed}started dockerd $(engine_version), storage $(docker info --format '{{.Driver}}'), process $(<"$PID_FILE"), log $LOG_FILE"
}

stop() {
  local pid
  if ! pid=$(own_pid); then
    say 'nothing to stop: no engine started by this script is running'
    return
  fi
  if ! is_root; then
    say "process $pid was started by root; only root can stop it"
    exit 1
  fi
  if ! terminate "$pid"; then
    say "process $pid did not end within $STOP_SECONDS s; see $LOG_FILE"
    exit 1
  fi
  say "stopped process $pid"
}

case ${1-start} in
  start) start ;;
  stop) stop ;;
  *)
    printf 'usage: %s [start|stop]\n' "$0" >&2
    exit 2
    ;;
esac
