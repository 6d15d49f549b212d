#!/bin/sh
# Find a Python new enough for PyMC, make .venv, install the locked packages and this one: those that one
# learns with, or also those for authors, for tests, for a class's hub. Run by `make`; again is harmless and quick.
set -eu
cd "$(dirname "$0")/.."

stage=${1:-learn}
case $stage in
    learn) list=requirements.txt; stages=learn ;;
    author) list=requirements-author.txt; stages="learn author" ;;
    test) list=requirements-test.txt; stages="learn author test" ;;
    hub) list=requirements-hub.txt; stages="learn hub" ;;
    *) echo "usage: sh tools/setup.sh [learn | author | test | hub]" >&2; exit 2 ;;
esac
root=$(pwd)
wanted="3.12"
needed_mb=3000
venv=.venv
log=$venv/setup.log

die() { printf '\nSet-up stopped. %s\n' "$1" >&2; exit 1; }

new_enough() {
    command -v "$1" >/dev/null 2>&1 &&
        "$1" -c 'import sys; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then echo "$PYTHON"; return; fi
    for name in python3.13 python3.12 python3.14 python3 python; do
        if new_enough "$name"; then echo "$name"; return; fi
    done
    for path in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.13*/bin/python \
                "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[2-9]*/bin/python; do
        if new_enough "$path"; then echo "$path"; return; fi
    done
    if command -v uv >/dev/null 2>&1; then
        path=$(uv python find '>=3.12' 2>/dev/null || true)
        if [ -z "$path" ] && uv python install 3.13 >/dev/null 2>&1; then
            path=$(uv python find 3.13 2>/dev/null || true)
        fi
        if [ -n "$path" ] && new_enough "$path"; then echo "$path"; return; fi
    fi
    return 1
}

logged() { grep -qiE "$1" "$log"; }

explain_lack() {
    lacking=$(sed -n 's/.*satisfies the requirement \([^ ]*\).*/\1/p' "$log" | tail -n 1)
    die "The package registry answered, but it has no ${lacking:-such package} for $("$venv/bin/python" --version) on $(uname -sm). For Python 3.13 all are published, on Linux, on Apple Silicon and for Windows on x86-64:  rm -r .venv  and run the same command again with  PYTHON=/path/to/python3.13. If it is a registry of your own that lacks it, ask whoever keeps it."
}

explain_failure() {
    network='name resolution|name or service not known|network is unreachable|no route to host|connection (refused|timed out|error|broken|reset)|connecttimeout|newconnectionerror|max retries|proxyerror|read timed out|certificate verify failed|remote end closed'
    if logged 'no space left|disk quota'; then
        die "The disk is full: free about $needed_mb MB and run the same command again."
    elif logged 'from versions: [0-9]'; then
        explain_lack
    elif logged "$network"; then
        die "The package registry could not be reached: check the network, then run the same command again."
    elif logged 'could not find a version|no matching distribution|requires a different python'; then
        explain_lack
    fi
    tail -n 15 "$log" >&2
    die "Installing packages failed; the whole log is in $log."
}

# A folder whose name Python cannot read, or another package of this name, shows from elsewhere only.
prove_import() {
    proof='
import os, sys, helpers
if not os.path.samefile(os.path.dirname(helpers.__file__ or "/"), sys.argv[1]):
    print(ascii(helpers.__file__), "stands in front of the package `helpers` of the course: uninstall it.")
'
    found=$(cd / && "$root/$venv/bin/python" -c "$proof" "$root/helpers" 2>>"$root/$log") ||
        found="Python does not find the package in this folder. Where the folder's name has letters beyond ASCII, Python 3.13 in a UTF-8 locale (LC_ALL=C.UTF-8) does, and 3.12 may not:  rm -r .venv  and run the same command again with  PYTHON=/path/to/python3.13, or move the course. $log says what Python said."
    [ -z "$found" ] || die "$found"
}

warn_of_platform() {
    case $("$1" -c 'import platform; print(platform.system(), platform.machine())') in
        "Darwin x86_64") echo "Note: for a Mac with an Intel processor, or for an Intel Python on Apple Silicon, no ready-made numba is published any more. On Apple Silicon use an arm64 Python; on an Intel Mac work on a hub or in a Linux container, or expect a long build." >&2 ;;
        "Windows ARM64") echo "Note: for Python for Windows on ARM no ready-made nutpie and pyarrow are published. Install the 64-bit x86 Python, which Windows on ARM runs." >&2 ;;
    esac
}

install() { "$venv/bin/python" -m pip "$@" --disable-pip-version-check >>"$log" 2>&1 || explain_failure; }

if ! new_enough "$venv/bin/python"; then
    python=$(find_python) || die "No Python $wanted or newer was found: install one (3.13 is a good choice), or name it as in  make book PYTHON=/path/to/python3.13"
    new_enough "$python" || die "PYTHON=$python is not a Python $wanted or newer that runs."
    warn_of_platform "$python"
    free_mb=$(df -Pk . | awk 'NR==2 {print int($4 / 1024)}')
    [ "$free_mb" -ge "$needed_mb" ] || die "The disk has $free_mb MB free here and the packages need about $needed_mb: free some space, then run the same command again."
    echo "Making $venv with $("$python" --version)."
    "$python" -m venv --clear "$venv" || die "This Python cannot make virtual environments here (on Debian: apt install python3-venv; where the folder's name has letters beyond ASCII, a UTF-8 locale is needed: LC_ALL=C.UTF-8)."
fi
: >"$log"
echo "Installing the locked packages into $venv (two or three minutes the first time)."
install install --quiet --no-compile --requirement $list
install install --quiet --no-deps --no-build-isolation --editable .
prove_import
# Python compiles what it imports and keeps that; a build and its tests import two fifths of what they install.
# Learners would wait for it in their first cells; the users of a hub, who may not write here, in every session.
case $stage in author | test) [ -n "${PYTHONDONTWRITEBYTECODE:-}" ] || whole=no ;; esac
[ "${whole:-}" = no ] || "$venv/bin/python" -m compileall -q -j 0 "$venv/lib" >>"$log" 2>&1 || true
for done in $stages; do touch "$venv/.$done"; done
