#!/usr/bin/env bats
# scripts/get-library when something is wrong: one clear line each, and the cache is left as it was.

# shellcheck disable=SC2016,SC2154  # lines of other scripts; run sets $stderr, and the mirror the rest

bats_require_minimum_version 1.5.0
load mirror

# on_small_disk SIZE ARGUMENT...: the cache is a disk of its own, seen by nobody else.
on_small_disk() {
  unshare -m true 2>/dev/null || skip "may not mount"
  mkdir -p "$cache"
  run --separate-stderr unshare -m sh -c 'mount -t tmpfs -o size="$1" none "$TLSBENCH_LIBRARIES" && shift && "$@"
    status=$?; ls -A "$TLSBENCH_LIBRARIES"; exit $status' sh "$1" "$clone/scripts/get-library" "${@:2}"
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

@test "wrong usage is told in one line" {
  get openssl --form x
  [ "$status" -eq 2 ]
  [ "${#stderr_lines[@]}" -eq 1 ]
  get openssl --all
  fails_with 2 "one library, --list or --all is wanted (--help says how it is called)"
  get openssl ../3
  fails_with 2 "not a version: '../3' (as in 3.5 or 1.1.1w)"
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
