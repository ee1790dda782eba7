read -ra names <<<"$packages"
doing "read the list of packages"
[ "$family" != debian ] || refresh_lists
missing=()
for name in "${names[@]}"; do
    offers "$name" || missing+=("$name")
done
[ "${#missing[@]}" -eq 0 ] || die "this system offers no package ${missing[*]}"
doing "install ${names[*]}"
install_packages "${names[@]}"
finish "installed ${names[*]}"
