#!/bin/bash
# Install HTCondor from signed packages and make this machine a worker of the pool.
# Runs once, at first boot, as root. Prints marker lines for whoever reads the console log.
set -u
central_manager=%central_manager
execute_dir=%execute_dir
scratch_label=%scratch_label

say() { echo "CANFAR-HTCONDOR: $*"; }
die() { say "failed: $*"; exit 1; }

install_debian() {
    export DEBIAN_FRONTEND=noninteractive
    apt-get -q -o DPkg::Lock::Timeout=300 update || return 1
    # Debian and older Ubuntu call it htcondor, Ubuntu from 24.04 on condor
    for package in htcondor condor; do
        if apt-cache show "$package" >/dev/null 2>&1; then
            apt-get -q -y -o DPkg::Lock::Timeout=300 install "$package"
            return
        fi
    done
    return 1
}

install_redhat() {
    # EPEL carries condor for the RHEL family and signs it; Fedora has its own
    if ! rpm -q epel-release >/dev/null 2>&1 && ! grep -qi '^ID=fedora' /etc/os-release; then
        dnf -q -y install epel-release || return 1
        # EPEL builds on packages of the CRB repository
        dnf config-manager --set-enabled crb 2>/dev/null || true
    fi
    dnf -q -y install condor
}

prepare_scratch() {
    # The ephemeral disk ends with the instance: fit for scratch, not for results
    local device mounted
    device=$(blkid -L "$scratch_label" || true)
    if [ -n "$device" ]; then
        mounted=$(findmnt -n -o TARGET "$device" | head -n 1)
        if [ -z "$mounted" ]; then
            mkdir -p "$(dirname "$execute_dir")" && mount "$device" "$(dirname "$execute_dir")"
        else
            execute_dir=$mounted/condor
        fi
    fi
    mkdir -p "$execute_dir" && chown condor: "$execute_dir" && chmod 755 "$execute_dir"
}

configure() {
    mkdir -p /etc/condor/config.d || return 1
    cat >/etc/condor/config.d/50-canfar.conf <<CONFIG
CONDOR_HOST = $central_manager
EXECUTE = $execute_dir
CONFIG
    cat >>/etc/condor/config.d/50-canfar.conf <<'CONFIG'
%config
CONFIG
}

say "start"
if command -v condor_master >/dev/null 2>&1; then
    say "already installed"
elif command -v apt-get >/dev/null 2>&1; then
    install_debian || die "the package could not be installed (apt)"
elif command -v dnf >/dev/null 2>&1; then
    install_redhat || die "the package could not be installed (dnf)"
else
    die "neither apt nor dnf is here: this system is not supported"
fi
prepare_scratch || die "no directory for jobs could be made"
configure || die "the configuration could not be written"
systemctl enable --now condor && systemctl restart condor || die "the service does not start"
say "done: $(condor_version | head -n 1)"
