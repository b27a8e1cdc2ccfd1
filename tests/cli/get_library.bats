#!/usr/bin/env bats
# scripts/get-library when all is well, or nearly: what it gets from where, and what it leaves alone.

# shellcheck disable=SC2016,SC2154  # lines of other scripts; run sets $stderr, and the mirror the rest

bats_require_minimum_version 1.5.0
load mirror

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
  [[ $(described openssl-3.5.7 lacks) == "built without engines"* ]]
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

@test "a version that came to the mirror a minute ago is found" {
  serve 3.5.6
  get openssl 3.5.6
  serve 3.5.7
  get openssl 3.5.7
  [ "$status" -eq 0 ]
  [ "$(entries)" = "openssl-3.5.6 openssl-3.5.7 " ]
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
