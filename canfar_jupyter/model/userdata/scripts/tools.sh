# A folder of its own: the system's Python stays as its packages made it (PEP 668)

# Print the name of a Python that the tools run on
find_python() {
    local name
    for name in python3 python3.13 python3.12 python3.11 python3.10 python3.9; do
        if command -v "$name" >/dev/null &&
            "$name" -c 'import sys; sys.exit(sys.version_info < (3, 9))'; then
            echo "$name"
            return
        fi
    done
}

doing "install Python"
if [ "$family" = debian ]; then
    refresh_lists
    install_packages python3-venv ca-certificates
elif [ -z "$(find_python)" ]; then
    install_packages python3.11
fi
python=$(find_python)
[ -n "$python" ] || die "this system has no Python 3.9 or newer"

doing "make $home"
[ -x "$home/bin/pip" ] || "$python" -m venv "$home"
doing "install $tools from PyPI"
read -ra names <<<"$tools"
retry 3 10 "$home/bin/pip" install --quiet --no-input --upgrade "${names[@]}"
doing "put the commands into /usr/local/bin"
mkdir -p /usr/local/bin
for name in "${names[@]}"; do
    # What the package itself brings, not what it builds on
    "$home/bin/python" - "$name" "$home" <<'PYTHON'
import importlib.metadata
import os
import sys

for entry in importlib.metadata.distribution(sys.argv[1]).entry_points:
    link = os.path.join("/usr/local/bin", entry.name)
    if entry.group == "console_scripts" and not os.path.lexists(link):
        os.symlink(os.path.join(sys.argv[2], "bin", entry.name), link)
PYTHON
done
finish "$tools in $home"
