#!/bin/sh
# Find a Python new enough for PyMC, make .venv, install the locked packages and this one.
# Run by `make`; running it again is harmless and quick.
set -eu
cd "$(dirname "$0")/.."

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

explain_failure() {
    if grep -qiE 'no space left|disk quota' "$log"; then
        die "The disk is full: free about $needed_mb MB and run the same command again."
    elif grep -qiE 'name resolution|name or service not known|network is unreachable|connection (refused|timed out|error|broken)|newconnectionerror|max retries|could not find a version|proxyerror|read timed out' "$log"; then
        die "The package registry could not be reached: check the network, then run the same command again."
    fi
    tail -n 15 "$log" >&2
    die "Installing packages failed; the whole log is in $log."
}

install() { "$venv/bin/python" -m pip "$@" --disable-pip-version-check >>"$log" 2>&1 || explain_failure; }

if ! new_enough "$venv/bin/python"; then
    python=$(find_python) || die "No Python $wanted or newer was found: install one (3.13 is a good choice), or name it as in  make book PYTHON=/path/to/python3.13"
    new_enough "$python" || die "PYTHON=$python is not a Python $wanted or newer that runs."
    free_mb=$(df -Pk . | awk 'NR==2 {print int($4 / 1024)}')
    [ "$free_mb" -ge "$needed_mb" ] || die "The disk has $free_mb MB free here and the packages need about $needed_mb: free some space, then run the same command again."
    echo "Making $venv with $("$python" --version)."
    "$python" -m venv --clear "$venv" || die "This Python cannot make virtual environments (on Debian: apt install python3-venv)."
fi
: >"$log"
echo "Installing the locked packages into $venv (two or three minutes the first time)."
install install --quiet --requirement requirements.txt
install install --quiet --no-deps --no-build-isolation --editable .
touch "$venv/.ready"
