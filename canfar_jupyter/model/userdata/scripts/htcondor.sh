doing "install HTCondor"

# fetch_key FILE: the key that signs HTCondor's packages, over https only
fetch_key() {
    local found
    found=$(mktemp)
    doing "fetch the key of HTCondor's packages from $key"
    curl -fsS --proto '=https' --proto-redir '=https' --retry 5 --max-time 60 -o "$found" "$key"
    grep -q 'BEGIN PGP PUBLIC KEY BLOCK' "$found" || die "$key gives no key"
    if [ -n "$key_fingerprint" ]; then
        gpg --batch --with-colons --show-keys "$found" | grep -q "^fpr:*$key_fingerprint:" ||
            die "the key at $key is not the one that is expected: nothing was installed"
    else
        note "the key of HTCondor's packages is trusted because it came from $key"
    fi
    install -D -m 0644 "$found" "$1"
    rm -f "$found"
}

add_apt_repository() {
    local id name list=/etc/apt/sources.list.d/htcondor.list
    id=$(release ID)
    name=$(release VERSION_CODENAME)
    apt_get install ca-certificates curl gpg
    fetch_key /etc/apt/keyrings/htcondor.asc
    doing "read HTCondor's packages for $id $name"
    echo "deb [signed-by=/etc/apt/keyrings/htcondor.asc] $repository/$id/$channel $name main" >"$list"
    if ! retry 3 10 apt_get -o Dir::Etc::SourceList="$list" -o Dir::Etc::SourceParts=- \
        -o APT::Get::List-Cleanup=0 -o APT::Update::Error-Mode=any update; then
        rm -f "$list" # or every later apt-get update would fail
        die "HTCondor has no packages for $id $name at $repository"
    fi
}

install_debian() {
    refresh_lists
    if ! offers condor && ! offers htcondor; then
        add_apt_repository # Debian 12 has none of its own
    fi
    doing "install the package condor"
    if offers condor; then apt_get install condor; else apt_get install htcondor; fi
}

add_dnf_repository() {
    local major
    major=$(release VERSION_ID)
    major=${major%%.*}
    fetch_key /etc/pki/rpm-gpg/RPM-GPG-KEY-HTCondor
    cat >/etc/yum.repos.d/htcondor.repo <<REPOSITORY
[htcondor]
name=HTCondor
baseurl=$repository/$channel/el$major/\$basearch/release
enabled=1
gpgcheck=1
gpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-HTCondor
REPOSITORY
}

# HTCondor builds on packages of EPEL, and those on the repository called CRB or PowerTools
enable_epel() {
    doing "enable EPEL"
    rpm -q epel-release >/dev/null 2>&1 || retry 3 10 dnf -q -y install epel-release
    if command -v crb >/dev/null; then
        crb enable || note "CRB could not be enabled"
    else
        retry 3 10 dnf -q -y install dnf-plugins-core
        dnf config-manager --set-enabled crb 2>/dev/null ||
            dnf config-manager --set-enabled powertools 2>/dev/null ||
            note "neither CRB nor PowerTools could be enabled"
    fi
}

install_redhat() {
    [ "$(release ID)" = fedora ] || enable_epel
    offers condor || add_dnf_repository
    doing "install the package condor"
    install_packages condor
}

# Print the folder of the ephemeral disk, mounting it where it is not.  It ends with the
# instance: fit for scratch, not for results.  It is never formatted.
ephemeral_disk() {
    local device folder
    device=$(blkid -L "$scratch_label" || true)
    if [ -n "$device" ]; then
        folder=$(findmnt -n -f -o TARGET --source "$device" || true)
        if [ -z "$folder" ]; then
            folder=$(dirname "$execute_dir")
            grep -q "^LABEL=$scratch_label " /etc/fstab ||
                echo "LABEL=$scratch_label $folder auto defaults,nofail 0 2" >>/etc/fstab
            mkdir -p "$folder"
            if ! mount "$folder"; then
                note "the ephemeral disk cannot be mounted on $folder" >&2
                return
            fi
        fi
        echo "$folder"
    elif [[ $(findmnt -n -o SOURCE /mnt || true) == /dev/* ]]; then
        echo /mnt # where cloud-init mounts it
    fi
}

prepare_scratch() {
    local folder
    doing "make a folder for jobs"
    folder=$(ephemeral_disk)
    if [ -z "$folder" ]; then
        note "no ephemeral disk can be used: jobs share the root disk"
    elif ! install -d -o condor -g condor -m 0755 "$folder/condor"; then
        # Such as vfat, which knows no owners
        note "the disk on $folder cannot hold jobs: they share the root disk"
    else
        execute_dir=$folder/condor
    fi
    install -d -o condor -g condor -m 0755 "$execute_dir"
    # SELinux stays on: jobs' folder gets the label of the one in the package
    if command -v selinuxenabled >/dev/null && selinuxenabled; then
        chcon -R --reference=/var/lib/condor "$execute_dir" || note "SELinux may refuse $execute_dir"
    fi
}

configure() {
    local file=/etc/condor/config.d/90-site.conf
    doing "write $file"
    mkdir -p /etc/condor/config.d
    {
        echo "# Written at first boot by the recipe for HTCondor; later files win over it"
        echo "CONDOR_HOST = $central_manager"
        echo "EXECUTE = $execute_dir"
        echo "SEC_TOKEN_SYSTEM_DIRECTORY = $token_dir"
        [ -z "$owner" ] || echo "START = TARGET.Owner == \"$owner\""
        printf '%s\n' "$config"
    } >"$file.new"
    mv "$file.new" "$file"
    doing "read the configuration: $file may have an error"
    [ "$(condor_config_val CONDOR_HOST)" = "$central_manager" ] ||
        die "another file in /etc/condor names another central manager"
}

# No secret is in user data, where every user of the machine can read it
look_for_token() {
    install -d -m 0700 "$token_dir"
    if [ -n "$(ls -A "$token_dir")" ]; then
        token="with the token in $token_dir"
    else
        token="no token in $token_dir yet"
        note "a pool that asks for a token gets none: put it into $token_dir (owner root," \
            "mode 600), then run condor_reconfig"
    fi
}

if command -v condor_master >/dev/null; then
    note "HTCondor is here already"
elif [ "$family" = debian ]; then
    install_debian
elif [ "$family" = redhat ]; then
    install_redhat
else
    die "neither apt nor dnf is here: this system is not supported"
fi
prepare_scratch
configure
look_for_token
doing "start HTCondor"
systemctl enable condor
systemctl restart condor
retry 15 2 systemctl is-active --quiet condor ||
    die "HTCondor does not stay up: see journalctl -u condor"
# shellcheck disable=SC2016 # the inner shell expands it
timeout 5 bash -c 'exec 3<>"/dev/tcp/$0/9618"' "$central_manager" 2>/dev/null ||
    note "$central_manager does not answer on port 9618 from here: HTCondor keeps trying"
version=$(condor_version)
finish "worker of $central_manager, jobs in $execute_dir, $token; ${version%%$'\n'*}"
