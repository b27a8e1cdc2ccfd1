# shellcheck shell=bash
# Shared by the tests of scripts/get-library: a mirror of their own, which is a folder with a few source packages of a
# make-believe OpenSSL that builds in a second. The "machine" is an apt configuration of the test's, whose lists nobody
# may touch.

# shellcheck disable=SC2034,SC2154,SC2164  # the tests read it; run sets it; bats ends at a failed cd

setup() {
  clone="$BATS_TEST_TMPDIR/a clone" # of the scripts alone, so that no build in this tree is waited for
  mkdir -p "$clone/build" "$BATS_TEST_TMPDIR/machine/lists"
  cp -r "$BATS_TEST_DIRNAME/../../scripts" "$clone/"
  mirror="$BATS_TEST_TMPDIR/debian"
  machine "deb [trusted=yes] file:$mirror bookworm main"
  export TLSBENCH_LIBRARIES="$BATS_TEST_TMPDIR/cache"
  cache=$TLSBENCH_LIBRARIES
  unset http_proxy HTTP_PROXY
  cd "$BATS_TEST_TMPDIR"
}

# machine LINE: the sources that the machine gets its packages from, and all else it has of apt.
machine() {
  local folder=$BATS_TEST_TMPDIR/machine
  echo "$1" >"$folder/sources.list"
  cat >"$folder/apt.conf" <<CONF
Dir::Etc::sourcelist "$folder/sources.list";
Dir::Etc::sourceparts "$folder/sources.list.d";
Dir::State::lists "$folder/lists";
Dir::Cache "$folder";
APT::Update::Pre-Invoke { "touch $folder/hook-ran"; };
APT::Update::Post-Invoke { "touch $folder/hook-ran"; };
CONF
  export APT_CONFIG="$folder/apt.conf"
}

# tree FOLDER VERSION [LINE...]: a source tree whose configuration runs the lines, too.
tree() {
  local folder=$1 version=$2
  shift 2
  mkdir -p "$folder/include/openssl"
  IFS=. read -r major minor patch <<<"$version"
  printf 'MAJOR=%s\nMINOR=%s\nPATCH=%s\nPRE_RELEASE_TAG=\n' "$major" "$minor" "$patch" >"$folder/VERSION.dat"
  echo 'my @disablables = ("shared", "tests", "zlib-dynamic");' >"$folder/Configure"
  echo "#define TREE \"$version\"" >"$folder/include/openssl/ssl.h"
  echo "const char* version(void) { return \"$version\"; }" >"$folder/a.c"
  printf '#!/bin/sh\necho "configured with $*"\n' >"$folder/config"
  printf '%s\n' "$@" >>"$folder/config"
  cat >>"$folder/config" <<'SCRIPT'
tree=$(dirname "$0")
cat >Makefile <<MAKE
build_libs:
	gcc -c -O3 -fPIC -o a.o "$tree/a.c"
	ar rcs libssl.a a.o
	ar rcs libcrypto.a a.o
install_dev:
	mkdir -p "\$(DESTDIR)/nonexistent/lib" "\$(DESTDIR)/nonexistent/include"
	cp libssl.a libcrypto.a "\$(DESTDIR)/nonexistent/lib"
	cp -r "$tree/include/openssl" "\$(DESTDIR)/nonexistent/include"
MAKE
SCRIPT
  chmod +x "$folder/config"
}

# serve VERSION [LINE...]: the mirror has it. PACKAGE_VERSION and SUITE as in the environment.
serve() {
  tree "trees/openssl-$1" "$@"
  "$BATS_TEST_DIRNAME/source_repository.py" "$mirror" "${SUITE:-bookworm}" "$1" "${PACKAGE_VERSION:-$1-1}" "trees/openssl-$1"
}

# announce VERSION: the mirror lists it, but has it no more.
announce() {
  "$BATS_TEST_DIRNAME/source_repository.py" "$mirror" "${SUITE:-bookworm}" "$1" "${PACKAGE_VERSION:-$1-1}"
}

get() {
  run --separate-stderr "$clone/scripts/get-library" "$@"
}

# The value of a member of an entry's library.json.
described() {
  python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])' "$cache/$1/library.json" "$2"
}

# Finished entries, and anything left of unfinished ones.
entries() {
  find "$cache" -mindepth 1 -maxdepth 1 ! -name logs ! -name .apt ! -name .lock -printf '%f\n' | sort | tr '\n' ' '
}

# What is in a folder, to compare.
content() {
  find "$1" -type f -exec sha256sum {} + -printf '%p %T@\n' | sort
}

# fails_with CODE LINE: nothing on stdout, and one line on stderr besides what it was doing.
fails_with() {
  [ "$status" -eq "$1" ]
  [ -z "$output" ]
  [ "$(grep -vE ': (reading the index|fetching|.*: building|\| )' <<<"$stderr")" = "get-library: $2" ]
}
