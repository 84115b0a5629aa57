#!/bin/sh
# Makes sure that RocksDB can be compiled: a C++ compiler, and libclang for the bindings to it. Installs them
# with apt where that is possible, and says what to type where it is not. Quick where all is there.
set -eu

say() { printf 'setup/libclang.sh: %s\n' "$*"; }
die() { printf 'setup/libclang.sh: %s\n' "$*" >&2; exit 1; }

has_compiler() { [ -n "${CXX:-}" ] || command -v c++ >/dev/null 2>&1; }

# Where the bindings' build looks for it.
has_libclang() {
    [ -z "${LIBCLANG_PATH:-}" ] || return 0
    for found in /usr/lib/llvm*/lib/libclang*.so* /usr/lib/*/libclang*.so* /usr/lib*/libclang*.so* \
        /usr/local/lib*/libclang*.so* /usr/local/llvm*/lib*/libclang*.so* \
        /Library/Developer/CommandLineTools/usr/lib/libclang.dylib \
        /Applications/Xcode.app/Contents/Developer/Toolchains/XcodeDefault.xctoolchain/usr/lib/libclang.dylib \
        /opt/homebrew/opt/llvm/lib/libclang.dylib /usr/local/opt/llvm/lib/libclang.dylib; do
        case $found in *libclang-cpp*) continue ;; esac
        [ ! -e "$found" ] || return 0
    done
    return 1
}

# libclang alone is not enough: stddef.h and its like come with its own headers.
has_headers() {
    [ "$(uname -s)" = Linux ] && [ -z "${BINDGEN_EXTRA_CLANG_ARGS:-}" ] || return 0
    for found in /usr/lib/llvm*/lib/clang/*/include/stddef.h /usr/lib*/clang/*/include/stddef.h \
        /usr/lib/llvm*/lib*/clang/*/include/stddef.h /usr/local/lib*/clang/*/include/stddef.h; do
        [ ! -e "$found" ] || return 0
    done
    return 1
}

packages=""
has_compiler || packages=" g++"
{ has_libclang && has_headers; } || packages="$packages libclang-dev"
[ -n "$packages" ] || exit 0

case "$(uname -s)" in
    Darwin) die "missing:$packages; type: xcode-select --install" ;;
esac
command -v apt-get >/dev/null 2>&1 ||
    die "missing:$packages; install a C++ compiler and libclang with its headers from your system's packages (Fedora: dnf install gcc-c++ clang-devel; Arch: pacman -S gcc clang; Alpine: apk add g++ clang-dev)"

if [ "$(id -u)" -eq 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    die "missing:$packages; type: sudo apt-get update && sudo apt-get install --yes --no-install-recommends$packages"
fi

say "installing$packages"
# The list of packages may be fresh enough; only a failure makes it worth fetching.
# shellcheck disable=SC2086
install() { $as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends $packages >/dev/null; }
install 2>/dev/null || { $as_root apt-get update --quiet >/dev/null && install; } ||
    die "apt could not install$packages"
has_compiler && has_libclang && has_headers || die "installed$packages, and still not everything is there"
say "done"
