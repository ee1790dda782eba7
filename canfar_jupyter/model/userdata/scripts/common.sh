# Every recipe begins so: marker lines in the boot log, and retries while a lock is held.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a LC_ALL=C
PATH=$PATH:/usr/sbin:/sbin

step="begin"
finished=
say() { echo "CANFAR-$marker: $*"; }
note() { say "note: $*"; }
doing() { step=$*; }
die() { step=$*; exit 1; }
finish() { finished=yes; say "done: $*"; }
# Whatever ends the script before finish() was called has failed, and says at what
at_exit() {
    local code=$?
    if [ -z "$finished" ]; then
        say "failed: $step"
        [ "$code" -ne 0 ] || code=1
    fi
    exit "$code"
}
trap at_exit EXIT

# retry TIMES SECONDS COMMAND...: a lock is held, or the network is not up yet
retry() {
    local left=$1 pause=$2
    shift 2
    until "$@"; do
        left=$((left - 1))
        [ "$left" -gt 0 ] || return 1
        sleep "$pause"
    done
}

family=none
if command -v apt-get >/dev/null; then family=debian; elif command -v dnf >/dev/null; then family=redhat; fi

# At first boot unattended-upgrades often holds the locks of apt
apt_get() {
    apt-get -q -y -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 \
        -o Dpkg::Options::=--force-confold "$@"
}
# The lock of the package lists knows no timeout of its own
refresh_lists() { retry 30 10 apt_get update; }

install_packages() {
    case $family in
        debian) apt_get install "$@" ;;
        redhat) retry 3 10 dnf -q -y install "$@" ;;
        *) die "neither apt nor dnf is here: this system is not supported" ;;
    esac
}

# Does this system offer the package?
offers() {
    case $family in
        debian) [[ $(apt-cache policy "$1") == *"Candidate: "[0-9]* ]] ;;
        redhat) dnf -q list "$1" >/dev/null 2>&1 ;;
        *) return 1 ;;
    esac
}

# A field of /etc/os-release
release() { (
    # shellcheck source=/dev/null
    . /etc/os-release
    echo "${!1:-}"
); }

say "start"
[ "$(id -u)" -eq 0 ] || die "this must run as root"
