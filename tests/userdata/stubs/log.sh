# What each stub begins with: note the call, and know the state that the test set.
state=/sandbox/state
echo "$(basename "$0") $*" >>"$state/log"
has() { [ -e "$state/$1" ] && tr ' ' '\n' <"$state/$1" | grep -qxF -- "$2"; }
# take FILE: count it down; true while it was above 0
take() {
    local left
    left=$(cat "$state/$1" 2>/dev/null || echo 0)
    [ "$left" -gt 0 ] && echo $((left - 1)) >"$state/$1"
}
added() { grep -rqs htcss /etc/apt/sources.list.d /etc/yum.repos.d; }
offered() { has offers "$1" || { added && has repository "$1"; }; }
install_package() {
    case $1 in condor | htcondor)
        mkdir -p /etc/condor/config.d /var/lib/condor
        for name in master version config_val; do
            cp "/sandbox/stubs/installed_$name" "/usr/bin/condor_$name"
        done
        ;;
    esac
}
