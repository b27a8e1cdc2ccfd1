#!/usr/bin/env bats
# scripts/get-library against a mirror of its own: a folder with a few source packages of a make-believe OpenSSL that
# builds in a second. The "machine" that it runs on is an apt configuration of the test's, whose lists nobody may touch.

# shellcheck disable=SC2016,SC2154,SC2164  # lines of other scripts; run sets $stderr; bats ends at a failed cd

bats_require_minimum_version 1.5.0

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

@test "a library is built from the mirror, and described" {
  serve 3.5.7
  get openssl 3.5.7
  [ "$status" -eq 0 ]
  [ -z "$output" ]
  [ "$(entries)" = "openssl-3.5.7 " ]
  [ "$(find "$cache/openssl-3.5.7" -type f -printf '%P\n' | sort | tr '\n' ' ')" = \
    "include/openssl/ssl.h lib/libcrypto.a lib/libssl.a library.json " ]
  [ "$(described openssl-3.5.7 name) $(described openssl-3.5.7 version)" = "openssl 3.5.7" ]
  [ "$(described openssl-3.5.7 source)" = "openssl 3.5.7-1, openssl_3.5.7.orig.tar.gz" ]
  [ "$(described openssl-3.5.7 sha256)" = "$(sha256sum <"$mirror/pool/openssl_3.5.7.orig.tar.gz" | cut -d' ' -f1)" ]
  [ "$(described openssl-3.5.7 compiler)" = "gcc $(gcc -dumpfullversion)" ]
  [ "$(described openssl-3.5.7 flags)" = "-O3 no-shared no-tests -fPIC" ] # what this tree has options for
  [[ $(described openssl-3.5.7 lacks) == engines* ]]
  grep -q "configured with .* no-shared " "$cache/logs/openssl-3.5.7.log"
}

@test "flags of the caller do not get in" {
  serve 3.5.7 'echo "flags: ${CFLAGS-none} ${CC}"'
  CFLAGS=-O0 CC=false get openssl 3.5.7
  [ "$status" -eq 0 ]
  grep -qx "flags: none gcc" "$cache/logs/openssl-3.5.7.log"
}

@test "the machine's own apt is not touched, nor are its hooks run" {
  serve 3.5.7
  before=$(content machine)
  get openssl
  [ "$status" -eq 0 ]
  [ "$(content machine)" = "$before" ]
}

@test "the mirror is found among other people's, in either format, and believed as the machine does" {
  serve 3.5.7
  machine "deb [trusted=yes arch=amd64] file:$BATS_TEST_TMPDIR/others bookworm main"
  mkdir machine/sources.list.d
  printf '%s\n' "Types: deb" "URIs: file:$BATS_TEST_TMPDIR/off/debian" "Suites: bookworm" "Components: main" "Enabled: no" "" \
    "# ours" "types: deb" "URIs: file:$mirror" "Suites: bookworm bookworm-updates" "Components: main contrib" "Trusted: yes" \
    >machine/sources.list.d/debian.sources
  get openssl
  [ "$status" -eq 0 ]
  [[ $stderr == *"index of source packages of file:$mirror"$'\n'* ]]
  sed -i '/Trusted/d' machine/sources.list.d/debian.sources
  rm -r "$cache"
  get openssl
  [ "$status" -eq 1 ]
  [[ ${stderr_lines[-1]} == *"serves no sources of these libraries: "*"not"*"signed"* ]]
}

@test "what is built already is neither asked for nor built again" {
  serve 3.5.7
  get openssl 3.5
  before=$(content "$cache/openssl-3.5.7")
  mv "$mirror" gone
  for version in 3.5.7 3.5 3; do
    get openssl $version
    [ "$status" -eq 0 ]
    [ "$stderr" = "get-library: openssl 3.5.7 is already in $cache" ]
  done
  [ "$(content "$cache/openssl-3.5.7")" = "$before" ]
}

@test "a beginning of a version means the newest of it, by number" {
  serve 3.5.7
  serve 3.5.10
  serve 3.50.1
  get openssl 3.5
  [ "$(entries)" = "openssl-3.5.10 " ]
  get openssl
  [ "$(entries)" = "openssl-3.5.10 openssl-3.50.1 " ]
}

@test "a version that is listed but gone falls back to the next older of its series, and says so" {
  serve 3.0.20
  serve 3.5.6
  serve 3.5.7
  announce 3.5.9
  for version in 3.5.9 3.5; do
    get openssl $version
    [ "$status" -eq 0 ]
    [[ $stderr == *"get-library: openssl 3.5.9 is listed but not served; falling back to 3.5.7"* ]]
    [ "$(entries)" = "openssl-3.5.7 " ]
  done
}

@test "never to another series" {
  serve 3.0.20
  announce 3.5.9
  get openssl 3.5
  fails_with 1 "openssl 3.5 is listed but not served, and nothing older of its series is"
  [ "$(entries)" = "" ]
}

@test "a version of several packages comes from the one that is still served" {
  PACKAGE_VERSION=3.5.7-1+gone announce 3.5.7
  machine "$(printf 'deb [trusted=yes] file:%s bookworm main\n' "$mirror" && printf 'deb [trusted=yes] file:%s bookworm-security main' "$mirror-security")"
  mirror=$mirror-security SUITE=bookworm-security PACKAGE_VERSION=3.5.7-1+there serve 3.5.7
  get openssl 3.5.7
  [ "$status" -eq 0 ]
  [[ $(described openssl-3.5.7 source) == "openssl 3.5.7-1+there, "* ]]
}

@test "a tarball that is not what the index says is refused" {
  serve 3.5.6
  serve 3.5.7
  printf 'X' | dd of="$mirror/pool/openssl_3.5.7.orig.tar.gz" bs=1 seek=100 conv=notrunc status=none
  get openssl 3.5
  fails_with 1 "refused openssl=3.5.7-1: what the mirror sent is not what its signed index says (checksum or size)"
  [ "$(entries)" = "" ]
}

@test "an unknown library names those there are, and the nearest" {
  get opnssl
  fails_with 2 "unknown library opnssl (there are: openssl, boringssl, aws-lc, wolfssl); did you mean openssl?"
  [ ! -e "$cache" ]
}

@test "an unknown version names the nearest that is offered" {
  serve 3.0.20
  serve 3.5.7
  get openssl 3.5.4
  fails_with 1 "openssl 3.5.4 is not offered; the nearest is 3.5.7 (all: 3.5.7, 3.0.20)"
  get openssl 4
  fails_with 1 "openssl 4 is not offered; the nearest is 3.5.7 (all: 3.5.7, 3.0.20)"
}

@test "a version that came to the mirror a minute ago is found" {
  serve 3.5.6
  get openssl 3.5.6
  serve 3.5.7
  get openssl 3.5.7
  [ "$status" -eq 0 ]
  [ "$(entries)" = "openssl-3.5.6 openssl-3.5.7 " ]
}

@test "wrong usage is told in one line" {
  get openssl --form x
  [ "$status" -eq 2 ]
  [ "${#stderr_lines[@]}" -eq 1 ]
  get openssl --all
  fails_with 2 "one library, --list or --all is wanted (--help says how it is called)"
  get openssl ../3
  fails_with 2 "not a version: '../3' (as in 3.5 or 1.1.1w)"
}

@test "a folder of the user's is built and left as it is" {
  tree "my tree" 3.5.8
  before=$(content "my tree")
  get openssl --from "my tree"
  [ "$status" -eq 0 ]
  [ "$(described openssl-3.5.8 source)" = "my tree" ]
  [ "$(described openssl-3.5.8 sha256)" = "" ]
  [ "$(content "my tree")" = "$before" ]
}

@test "a tarball of the user's is built, under the version he gives" {
  tree mine 3.5.8
  tar -cJf mine.tar.xz mine
  get openssl 3.5.8-mine --from mine.tar.xz
  [ "$status" -eq 0 ]
  [ "$(described openssl-3.5.8-mine source)" = "mine.tar.xz" ]
  [ "$(described openssl-3.5.8-mine sha256)" = "$(sha256sum <mine.tar.xz | cut -d' ' -f1)" ]
}

@test "a tree of something else is refused" {
  mkdir wolf junk
  echo "AC_INIT([wolfssl],[5.9.2],[x])" >wolf/configure.ac
  get openssl --from wolf
  fails_with 1 "wolf is not openssl, but wolfssl 5.9.2"
  get openssl --from junk
  fails_with 1 "junk is not a source tree of openssl, nor of any library known here"
  tar -czf junk.tgz junk
  get openssl --from junk.tgz
  fails_with 1 "junk.tgz is not a source tree of openssl, nor of any library known here"
  get openssl --from "$APT_CONFIG"
  [ "$status" -eq 1 ]
  [[ $stderr == "get-library: $APT_CONFIG is not a tarball that tar can unpack "* ]]
  get openssl --from nothing
  fails_with 1 "there is no nothing"
  [ "$(entries)" = "" ]
}

@test "a tree that states no version wants one" {
  mkdir -p boring/include/openssl
  echo "#define OPENSSL_IS_BORINGSSL" >boring/include/openssl/base.h
  get boringssl --from boring
  fails_with 2 "boring states no version, as boringssl never does; give one: get-library boringssl VERSION --from ..."
}

@test "a build that fails shows the end of its log and its place, and leaves the cache as it was" {
  serve 3.5.6
  get openssl
  before=$(content "$cache/openssl-3.5.6")
  serve 3.5.7 'seq 100' 'echo "no such thing"' 'exit 1'
  get openssl 3.5.7
  fails_with 1 "openssl 3.5.7 could not be built ($cache/.work/source/openssl-3.5.7/config failed); the whole log is $cache/logs/openssl-3.5.7.log"
  [[ $stderr == *"get-library: | 100"$'\n'"get-library: | no such thing"$'\n'* ]]
  [[ $stderr != *"| 50"$'\n'* ]]
  grep -qx 50 "$cache/logs/openssl-3.5.7.log"
  [ "$(entries)" = "openssl-3.5.6 " ]
  [ "$(content "$cache/openssl-3.5.6")" = "$before" ]
}

@test "a build that makes nothing is a failure" {
  serve 3.5.7 'printf "build_libs:\ninstall_dev:\n\tmkdir -p \$(DESTDIR)/nonexistent/include\n" >Makefile' 'exit 0'
  get openssl
  fails_with 1 "openssl 3.5.7: the build went through, but made no headers or no archives"
  [ "$(entries)" = "" ]
}

@test "no network is one line" {
  machine "deb [trusted=yes] http://127.0.0.1:1/debian bookworm main"
  get openssl
  [ "$status" -eq 1 ]
  [[ ${stderr_lines[-1]} == "get-library: cannot reach the package mirror http://127.0.0.1:1/debian: "*"; a source tree can be given with --from" ]]
  [ "${#stderr_lines[@]}" -eq 2 ]
  [ "$(entries)" = "" ]
}

@test "a mirror without these sources, and a machine without a mirror, are one line each" {
  get openssl
  [ "$status" -eq 1 ]
  [[ ${stderr_lines[-1]} == "get-library: the package mirror file:$mirror serves no sources of these libraries: "* ]]
  machine "deb https://packages.example.org nodistro main"
  get openssl
  fails_with 1 "no mirror of Debian among this machine's package sources; a source tree can be given with --from"
}

@test "an index that cannot be refreshed will do" {
  serve 3.5.7
  python3 -u -m http.server --bind 127.0.0.1 --directory "$mirror" 0 >server.log 2>&1 3>&- &
  server=$!
  for _ in $(seq 100); do
    port=$(grep -oP 'port \K[0-9]+' server.log) && break
    sleep 0.1
  done
  machine "deb [trusted=yes] http://127.0.0.1:$port bookworm main"
  get --list
  kill "$server"
  [ "$status" -eq 0 ]
  touch -d "2 days ago" "$cache/.apt/updated"
  get --list
  [ "$status" -eq 0 ]
  [[ $output == *"3.5.7-1 (bookworm)"* ]]
  [[ $stderr == *"get-library: cannot reach http://127.0.0.1:$port ("*"); going on with an older index" ]]
}

# on_small_disk SIZE ARGUMENT...: the cache is a disk of its own, seen by nobody else.
on_small_disk() {
  unshare -m true 2>/dev/null || skip "may not mount"
  mkdir -p "$cache"
  run --separate-stderr unshare -m sh -c 'mount -t tmpfs -o size="$1" none "$TLSBENCH_LIBRARIES" && shift && "$@"
    status=$?; ls -A "$TLSBENCH_LIBRARIES"; exit $status' sh "$1" "$clone/scripts/get-library" "${@:2}"
}

@test "a disk that is full is one line, whatever was being done" {
  serve 3.5.7 'dd if=/dev/zero of=big bs=1M count=64 || exit 1'
  head -c 300000 /dev/urandom >trees/openssl-3.5.7/padding
  serve 3.5.8
  cp -r trees/openssl-3.5.7 tree
  for size in 16k 200k 600k 4m; do
    on_small_disk $size openssl --from tree
    [ "$status" -eq 1 ]
    [[ ${stderr_lines[-1]} == *"no space left on the disk"*"set TLSBENCH_LIBRARIES to a folder elsewhere"* ]]
    [[ $output != *openssl* && $output != *.work* ]]
  done
}

@test "a disk too small for the index or the tarball is one line" {
  serve 3.5.7
  for size in 4k 8k 12k 16k 20k; do # a page for each file: apt's settings, its sources, the index, the tarball
    on_small_disk $size openssl
    [ "$status" -eq 1 ]
    [[ ${stderr_lines[-1]} == *"no space left on the disk"* ]]
  done
}

@test "a cache that cannot be written is one line" {
  touch file
  TLSBENCH_LIBRARIES=$PWD/file/cache get openssl
  fails_with 1 "Not a directory: $PWD/file/cache"
}

@test "a cache with a space in its name, which make and configure cannot build in, is one line" {
  TLSBENCH_LIBRARIES="$PWD/a cache" get openssl
  fails_with 1 "libraries cannot be built in a folder with a space in its name, as $PWD/a cache has; set TLSBENCH_LIBRARIES to another one"
  [ ! -e "a cache" ]
}

@test "an entry's place that is taken is left alone" {
  serve 3.5.7
  mkdir -p "$cache/openssl-3.5.7"
  touch "$cache/openssl-3.5.7/mine"
  get openssl
  fails_with 1 "$cache/openssl-3.5.7 is in the way and is no finished library; delete it"
  [ "$(ls -A "$cache/openssl-3.5.7")" = mine ]
}

@test "Ctrl-C leaves no half entry and no process" {
  serve 3.5.7 'sleep 987 & echo $! >"'"$BATS_TEST_TMPDIR"'/sleeper"; wait'
  "$clone/scripts/get-library" openssl 2>errors 3>&- &
  getter=$!
  for _ in $(seq 100); do
    [ -s sleeper ] && break
    sleep 0.1
  done
  kill -INT "$getter"
  status=0
  wait "$getter" || status=$?
  [ "$status" -eq 130 ]
  [ "$(tail -n 1 errors)" = "get-library: interrupted; nothing was changed" ]
  [ "$(entries)" = "" ]
  run ! grep -qs "^State:.[^Z]" "/proc/$(<sleeper)/status" # nobody may be there to bury it
}

@test "two at once: the second waits, and finds it built" {
  serve 3.5.7 'sleep 1'
  "$clone/scripts/get-library" openssl 2>first 3>&- &
  get openssl
  wait $!
  [ "$status" -eq 0 ]
  both=$(cat first && echo "$stderr")
  [ "$(grep -c ': building' <<<"$both")" -eq 1 ]
  [ "$(grep -c 'is already in' <<<"$both")" -eq 1 ]
}

@test "the list says what can be had, and what is built of it and of others" {
  serve 3.5.7
  announce 3.5.9
  tree mine 3.5.8
  get openssl 3.5.7
  get openssl --from mine
  get --list
  [ "$status" -eq 0 ]
  grep -qE '^openssl +3\.5\.7 +yes +3\.5\.7-1 \(bookworm\)$' <<<"$output"
  grep -qE '^openssl +3\.5\.9 +- +3\.5\.9-1 \(bookworm\)$' <<<"$output"
  grep -qE '^openssl +3\.5\.8 +yes +from mine$' <<<"$output"
}

@test "all goes on after a failure, and says in the end what is missing" {
  serve 3.5.7 'exit 1'
  serve 3.6.1
  get --all
  [ "$status" -eq 1 ]
  [ "$(entries)" = "openssl-3.6.1 " ]
  [[ ${stderr_lines[-1]} == "get-library: not built: openssl 3.5, aws-lc, boringssl 14, openssl 1.1.1, openssl 3.0, "* ]]
}
