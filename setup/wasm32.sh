#!/bin/sh
# Makes sure that crates can be compiled to WebAssembly (wasm32-unknown-unknown), and prints the cargo that does it:
#
#   cargo=$(setup/wasm32.sh) && "$cargo" build --locked -p allod-core --target wasm32-unknown-unknown --target-dir DIR
#   setup/wasm32.sh --there    install nothing: fails where it would have to
#
# That is the cargo on PATH where its compiler has the target (`rustup target add wasm32-unknown-unknown`). Where it has
# not, Debian's compiler with Rust's library, built once from Debian's source of it, is put into the project's cache: 130 MB
# to download, some 45 s of processor time, 480 MB on disk. No installed toolchain is changed. Quick where all is there.
#
# The cache is $ALLOD_CACHE, or $XDG_CACHE_HOME/allod, or ~/.cache/allod; `rust-wasm32` below it holds the compiler. Two
# compilers must not share a target folder, so give a build one of its own.
set -eu

TARGET=wasm32-unknown-unknown
PACKAGES="rustc-web libstd-rust-web-dev rust-web-src"
CACHE="${ALLOD_CACHE:-${XDG_CACHE_HOME:-${HOME:?neither ALLOD_CACHE nor HOME is set}/.cache}/allod}"
PLACE="$CACHE/rust-wasm32"

say() { printf 'setup/wasm32.sh: %s\n' "$*" >&2; }
die() { say "$*; type: rustup target add $TARGET"; exit 1; }

# Where cargo is, without the name it is found by.
cargo=$(command -v cargo) || die "no cargo on PATH"
rustc="${RUSTC:-rustc}"

# What is there already: the target, or what an earlier run put in place.
library=$("$rustc" --print target-libdir --target "$TARGET" 2>/dev/null) || library=""
for found in "$library"/libstd-*.rlib; do
    [ ! -e "$found" ] || { printf '%s\n' "$cargo"; exit 0; }
done
[ ! -x "$PLACE/bin/cargo" ] || { printf '%s\n' "$PLACE/bin/cargo"; exit 0; }

[ "${1:-}" != --there ] || die "the target is missing, and so is $PLACE"

# What Debian's compiler does not bring is the linker for WebAssembly, which comes with every rustup toolchain.
host=$("$rustc" -vV | sed -n 's/^host: //p')
[ "$host" = x86_64-unknown-linux-gnu ] || die "the target is missing, and only x86_64-unknown-linux-gnu can be helped, not $host"
linker="$("$rustc" --print sysroot)/lib/rustlib/$host/bin/rust-lld"
[ -x "$linker" ] || die "the target is missing, and there is no $linker to link with"
command -v apt-get >/dev/null 2>&1 && command -v dpkg-deb >/dev/null 2>&1 || die "the target is missing, and there is no apt-get"

mkdir -p "$CACHE"
stage=$(mktemp -d "$CACHE/rust-wasm32-XXXXXX")
trap 'rm -rf "$stage"' EXIT INT TERM
say "building Rust's library for $TARGET in $PLACE (130 MB to download, 480 MB on disk)"

# The packages that the compiler needs to run: its own parts, and LLVM.
fetch() {
    wanted=$PACKAGES
    parts=$(apt-cache depends libstd-rust-web-dev | sed -n 's/.*Depends: \(libstd-rust-web-[0-9.]*\)$/\1/p')
    [ -n "$parts" ] || return 1
    # shellcheck disable=SC2086
    wanted="$wanted $parts $(apt-cache depends $parts | sed -n 's/.*Depends: \(libllvm[0-9]*\)$/\1/p')"
    # shellcheck disable=SC2086
    apt-get download -q $wanted >/dev/null 2>&1
}
mkdir "$stage/packages" "$stage/root" "$stage/bin"
cd "$stage/packages"
# By a list of today's first: one of an older release may still be had, and that one's source comes without what it needs.
apt-get update -q >/dev/null 2>&1 || say "apt-get update failed; going on with the list of packages that is there"
fetch || die "apt-get download $PACKAGES failed"
for package in *.deb; do dpkg-deb -x "$package" "$stage/root"; done
cd "$stage"
rm -rf packages

cat > bin/rustc <<END
#!/bin/sh
here=\$(dirname "\$(dirname "\$0")")/root/usr
LD_LIBRARY_PATH="\$here/lib/x86_64-linux-gnu\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}" exec "\$here/bin/rustc" "\$@"
END
cat > bin/cargo <<END
#!/bin/sh
RUSTC="$PLACE/bin/rustc" RUSTC_WRAPPER= exec "$cargo" "\$@"
END
chmod +x bin/rustc
mkdir -p "root/usr/lib/rustlib/$host/bin"
ln -s "$linker" "root/usr/lib/rustlib/$host/bin/rust-lld"

# Cargo builds the library as what an empty crate depends on. Modules have no path of this machine from it.
source=$(echo "$stage"/root/usr/src/rustc-*)
[ -d "$source/library/vendor" ] || die "the target is missing, and Debian's source of Rust has no library/vendor: $source"
mkdir -p sysroot/src
printf '#![no_std]\n' > sysroot/src/lib.rs
printf '[package]\nname = "sysroot"\nversion = "0.1.0"\nedition = "2024"\n[workspace]\n' > sysroot/Cargo.toml
printf '[source.crates-io]\nreplace-with = "vendored"\n[source.vendored]\ndirectory = "%s/library/vendor"\n' "$source" \
    > sysroot/vendored.toml
(cd sysroot && RUSTC="$stage/bin/rustc" RUSTC_WRAPPER='' RUSTC_BOOTSTRAP=1 RUSTFLAGS="--remap-path-prefix=$stage/root=" \
    "$cargo" build --quiet --config vendored.toml --offline --release --target "$TARGET" \
    -Zbuild-std=core,alloc,std,panic_abort --target-dir built) >&2 || die "Rust's library does not build for $TARGET"
library="root/usr/lib/rustlib/$TARGET/lib"
mkdir -p "$library"
cp "sysroot/built/$TARGET/release/deps/"*.rlib "$library/"
rm -rf "$library"/libsysroot* sysroot root/usr/src root/usr/share root/usr/libexec root/usr/bin/rustdoc

# One rename puts it in place, and the command that is looked for comes last, so that a run cut short leaves nothing.
chmod +x bin/cargo
rm -rf "$PLACE"
mv "$stage" "$PLACE" 2>/dev/null || [ -x "$PLACE/bin/cargo" ] || die "could not move the compiler to $PLACE"
say "done"
printf '%s\n' "$PLACE/bin/cargo"
