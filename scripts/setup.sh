#!/usr/bin/env bash
# Installs what building Tributary needs and leaves alone what is there already.
# Debian or Ubuntu; uses sudo only when not root. Safe to run again: seconds.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/progress.sh

CARGO_CONTRACT_VERSION=6.0.0-beta.2
CARGO_DENY_VERSION=0.20.2
DEBIAN_KEYS=/usr/share/keyrings/debian-archive-keyring.gpg
TOOLCHAIN=$(sed -n 's/^channel *= *"\(.*\)"/\1/p' rust-toolchain.toml)

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else fail "installing '$*' needs root: run it as root or install sudo"
  fi
}

need_packages() {
  local missing=()
  command -v protoc >/dev/null || missing+=(protobuf-compiler)
  command -v cc >/dev/null || missing+=(build-essential)
  command -v git >/dev/null || missing+=(git)
  command -v pkg-config >/dev/null || missing+=(pkg-config)
  pkg-config --exists openssl 2>/dev/null || missing+=(libssl-dev)
  # The second implementation of the protocol, which the tests run, is in Python.
  [ -z "$for_tests" ] || command -v python3 >/dev/null || missing+=(python3)
  [ ${#missing[@]} -eq 0 ] && return 0
  command -v apt-get >/dev/null ||
    fail "install these first (no apt-get here): ${missing[*]}"
  # Asks for a password, if it needs one, here and not behind a progress line.
  as_root apt-get update -qq >/dev/null || fail "apt-get update failed: check the network and the package sources"
  step "Debian packages: ${missing[*]}" as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" ||
    fail "apt-get could not install them: run 'apt-get install ${missing[*]}' and read its output"
}

# What a release too old brings would fail minutes later, in a build script or with a trace.
need_versions() {
  pkg-config --exists 'openssl >= 3' ||
    fail "OpenSSL 3 is needed, $(pkg-config --modversion openssl 2>/dev/null || echo none) is here: use Debian 12, Ubuntu 22.04 or later"
  [ -z "$for_tests" ] || python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' ||
    fail "Python 3.10 is needed for the tests, $(python3 --version 2>&1) is here: use Debian 12, Ubuntu 22.04 or later"
}

need_rust() {
  command -v rustup >/dev/null || fail "rustup is missing: install it from https://rustup.rs, then run this again"
  rustc "+$TOOLCHAIN" --version >/dev/null 2>&1 ||
    step "Rust $TOOLCHAIN" rustup toolchain install "$TOOLCHAIN" --profile minimal -c clippy -c rustfmt ||
    fail "Rust $TOOLCHAIN is missing: run 'rustup toolchain install $TOOLCHAIN'"
  local component
  for component in clippy rustfmt; do
    cargo "+$TOOLCHAIN" "${component/rustfmt/fmt}" --version >/dev/null 2>&1 ||
      rustup component add --toolchain "$TOOLCHAIN" "$component" ||
      fail "$component is missing: run 'rustup component add --toolchain $TOOLCHAIN $component'"
  done
}

# The standard library's source, which contract builds compile from scratch.
need_rust_src() {
  local library
  library="$(rustc "+$TOOLCHAIN" --print sysroot)/lib/rustlib/src/rust/library"
  [ -f "$library/core/src/lib.rs" ] && return 0
  rustup component add --toolchain "$TOOLCHAIN" rust-src >/dev/null 2>&1 && [ -f "$library/core/src/lib.rs" ] && return 0
  note "rustup cannot download rust-src here; taking Debian's package of $TOOLCHAIN"
  # Ubuntu does not bring the keys that Debian's package lists are signed with.
  [ -f "$DEBIAN_KEYS" ] || ! command -v apt-get >/dev/null ||
    as_root apt-get install -y -qq debian-archive-keyring >/dev/null ||
    fail "debian-archive-keyring could not be installed: run 'rustup component add --toolchain $TOOLCHAIN rust-src'"
  step "rust-src $TOOLCHAIN from Debian" rust_src_from_debian "$(dirname "$library")" ||
    fail "rust-src of $TOOLCHAIN could not be had: run 'rustup component add --toolchain $TOOLCHAIN rust-src'"
}

# Looks for exactly this compiler's version in the suites that carry new compilers,
# through package lists of its own: the machine's package sources stay as they are.
rust_src_from_debian() {
  local work status=0
  command -v apt-get >/dev/null || return 1
  work=$(mktemp -d)
  unpack_rust_src "$1" "$work" || status=$?
  rm -rf "$work"
  return $status
}

unpack_rust_src() {
  local target=$1 work=$2 mirror suite options version
  mirror=$(apt-get indextargets --format '$(ORIGIN)|$(REPO_URI)' | awk -F'|' '$1=="Debian" && $2 !~ /security/ {print $2; exit}')
  mirror=${mirror:-http://deb.debian.org/debian}
  mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
  for suite in trixie-backports trixie forky sid; do
    echo "deb [signed-by=$DEBIAN_KEYS] $mirror $suite main" >> "$work/sources.list"
  done
  options=(-o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=-
    -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=root)
  apt-get "${options[@]}" update -qq || true
  version=$(apt-cache "${options[@]}" madison rust-src | awk '{print $3}' | grep -E "^${TOOLCHAIN//./\\.}\+" | head -n 1)
  [ -n "$version" ] || { echo "no suite carries rust-src $TOOLCHAIN"; return 1; }
  (cd "$work" && apt-get "${options[@]}" download -qq "rust-src=$version") || return 1
  dpkg-deb -x "$work"/rust-src_*.deb "$work/unpacked" || return 1
  mkdir -p "$target"
  cp -a "$work/unpacked/usr/src/rustc-$TOOLCHAIN/." "$target/" || return 1
  [ -f "$target/library/core/src/lib.rs" ]
}

# These tools run for seconds and take minutes to optimise; only what links contracts has much to do.
COMPILE_FAST=(--config profile.release.opt-level=0 --config profile.release.package.polkavm-linker.opt-level=2)

need_cargo_tool() {
  local name=$1 version=$2
  cargo "+$TOOLCHAIN" install --list 2>/dev/null | grep -q "^$name v$version:" && return 0
  step "$name $version" cargo "+$TOOLCHAIN" install "$name" --version "$version" --locked "${COMPILE_FAST[@]}" ||
    fail "$name $version did not build: run 'cargo install $name --version $version --locked' and read its output"
}

started_at=$SECONDS
for_tests=
case ${1:-} in
  --for-tests) for_tests=yes ;;
  '') ;;
  *) fail "unknown option $1 (known: --for-tests)" ;;
esac
need_packages
need_versions
need_rust
need_rust_src
need_cargo_tool cargo-contract "$CARGO_CONTRACT_VERSION"
[ -z "$for_tests" ] || need_cargo_tool cargo-deny "$CARGO_DENY_VERSION"
note "setup is complete ($((SECONDS - started_at)) s)"
