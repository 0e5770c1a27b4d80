#!/bin/sh
# Which system packages are missing for PURPOSE (run, test or bundle)? Install them where this user may.
#
#   sh installer/system.sh run
#
# Looks for the files that a package brings and not for the package, so that a Python or a library from elsewhere
# counts too, and so that looking is quick. Says nothing where nothing is missing. Fails only where no work is
# possible, which is without a Python that can make environments; everything else is said, and left to the caller.
set -eu
export LC_ALL=C # what apt answers is read

purpose=${1:?run, test or bundle}
python=${PYTHON:-python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# ------------------------------------------------------------------ what is missing

libraries=$(PATH="$PATH:/usr/sbin:/sbin" ldconfig -p 2>/dev/null || true)
missing=

need_library() { # soname, Debian package
    case $libraries in *"$1 "*) ;; *) missing="$missing $2" ;; esac
}

need_command() { # command, Debian package
    command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
}

python_makes_environments() {
    "$python" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

python_makes_environments || missing="$missing python3 python3-venv"

need_library libGL.so.1 libgl1
need_library libEGL.so.1 libegl1
need_library libdbus-1.so.3 libdbus-1-3
need_library libfontconfig.so.1 libfontconfig1
need_library libglib-2.0.so.0 libglib2.0-0
need_library libfribidi.so.0 libfribidi0
need_library libxkbcommon.so.0 libxkbcommon0
need_library libxkbcommon-x11.so.0 libxkbcommon-x11-0
need_library libxcb-cursor.so.0 libxcb-cursor0
need_library libxcb-icccm.so.4 libxcb-icccm4
need_library libxcb-keysyms.so.1 libxcb-keysyms1
need_library libxcb-shape.so.0 libxcb-shape0
need_library libwayland-cursor.so.0 libwayland-cursor0
need_library libwayland-egl.so.1 libwayland-egl1

case $purpose in
test)
    need_command Xvfb xvfb
    need_command xauth xauth
    ;;
bundle)
    need_command objdump binutils # PyInstaller reads and writes programs with it
    python_as_library=$("$python" -c '
from sysconfig import get_config_var as get
print(get("LIBDIR") + "/" + get("INSTSONAME"))') || python_as_library=/none/libpython3.11.so.1.0
    [ -e "$python_as_library" ] ||
        need_library "$(basename "$python_as_library")" "$(basename "${python_as_library%.so*}")"
    ;;
esac

# ------------------------------------------------------------------ who may install

administrator() { # run as root
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
    command -v apt-get >/dev/null 2>&1 && administrator true 2>/dev/null
}

install() { # words for the user, packages; APT_CONFIG may name other sources
    what=$1
    shift
    echo "Installing $what: $*"
    if administrator env APT_CONFIG="${APT_CONFIG:-}" apt-get -q update >"$work/log" 2>&1 &&
        administrator env APT_CONFIG="${APT_CONFIG:-}" DEBIAN_FRONTEND=noninteractive \
            apt-get -q -y -o Dpkg::Use-Pty=0 install --no-install-recommends "$@" >>"$work/log" 2>&1; then
        grep -E '^(Need to get|After this operation)' "$work/log" || true
    else
        tail -n 5 "$work/log" >&2
        return 1
    fi
}

if [ -n "$missing" ]; then
    # shellcheck disable=SC2086
    if may_install && install "system packages" $missing; then
        :
    elif command -v apt-get >/dev/null 2>&1; then
        echo "System packages are missing. This line installs them:" >&2
        echo "    sudo apt-get install -y --no-install-recommends$missing" >&2
    else
        echo "System packages are missing. On Debian they are called:$missing" >&2
    fi
fi

# ------------------------------------------------------------------ QGIS, for the tests of the plugin

LEAST_QGIS=3.40

qgis_is_here() {
    version=$(dpkg-query -W -f '${Version}' python3-qgis 2>/dev/null || true)
    [ -n "$version" ] && dpkg --compare-versions "$version" ge "$LEAST_QGIS"
}

qgis_is_offered() {
    offered=$(apt-cache policy python3-qgis 2>/dev/null | sed -n 's/^  Candidate: //p')
    dpkg --compare-versions "${offered:-0}" ge "$LEAST_QGIS"
}

# Copy the machine's own sources, and beside them the same servers with the suite of backports. They are used
# for this one call and not left behind.
write_backports() { # codename, folder
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
        [ -f "$file" ] || continue
        name=$(basename "$file")
        cp "$file" "$2/machine-${name%.*}.${name##*.}"
        case $name in
        *.list)
            sed -n "/^deb .* $1 .*main/s/ $1 / $1-backports /p" "$file" >"$2/backports-${name%.*}.list"
            ;;
        *.sources)
            awk -v RS= -v ORS='\n\n' -v suite="$1" '
                $0 ~ "(^|\n)Suites:[^\n]* " suite "([ \n]|$)" && /Components:[^\n]* main/ {
                    sub("(^|\n)Suites:[^\n]*", "\nSuites: " suite "-backports"); print
                }' "$file" >"$2/backports-${name%.*}.sources"
            ;;
        esac
    done
}

install_qgis() {
    if ! qgis_is_offered; then
        codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
        mkdir "$work/sources"
        write_backports "$codename" "$work/sources"
        cat >"$work/apt.conf" <<END
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "$work/sources";
APT::Default-Release "$codename-backports";
END
        chmod -R a+rX "$work" # apt reads as a user of its own
        export APT_CONFIG="$work/apt.conf"
    fi
    install "QGIS, for the tests of its plugin" python3-qgis
}

if [ "$purpose" = test ] && [ "${QGIS:-yes}" != no ] && ! qgis_is_here; then
    if ! may_install; then
        echo "QGIS $LEAST_QGIS is not here: the tests of its plugin are left out." >&2
    elif ! install_qgis || ! qgis_is_here; then
        echo "QGIS $LEAST_QGIS cannot be had from this machine's sources: the tests of its plugin are left out." >&2
    fi
fi

# ------------------------------------------------------------------ can anything be done at all?

if ! python_makes_environments; then
    echo "Watchfield needs Python 3.11 or newer with its module venv; $python cannot make environments." >&2
    exit 1
fi
