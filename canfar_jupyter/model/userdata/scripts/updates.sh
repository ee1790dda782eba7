doing "install the updates of the system"
case $family in
    debian)
        refresh_lists
        apt_get --with-new-pkgs upgrade
        [ ! -e /run/reboot-required ] || note "restart the machine to run its new kernel"
        ;;
    redhat) retry 3 10 dnf -q -y upgrade ;;
    *) die "neither apt nor dnf is here: this system is not supported" ;;
esac
finish "the system is up to date"
