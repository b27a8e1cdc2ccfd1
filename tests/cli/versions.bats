#!/usr/bin/env bats
# shellcheck disable=SC2154  # run sets $stderr and $output
# Several libraries and several versions of each in one run; what each would do by itself; prefixes of a user's own.

bats_require_minimum_version 1.5.0
load helper

# The names of the libraries found, one a line. wolfSSL 4 is left out: not every server gives its client tickets.
library_names() {
  "$TLSBENCH" list --format csv | sed 1d | cut -d, -f1 | uniq | grep -v '^wolfssl-4'
}

# with_openssl_3_5: skips unless scripts/get-library has brought it; sets NEWER.
with_openssl_3_5() {
  NEWER="$(library_names | grep -m1 '^openssl-3\.5\.[0-9]*$')" || skip "scripts/get-library openssl 3.5 was not run"
}

@test "every version meets every other, in the same rounds" {
  local all
  all="$(library_names | paste -sd,)"
  run --separate-stderr "$TLSBENCH" --client "$all" --server "$all" --link memory --time 1 --executions 1 \
    --handshakes 5 --out run
  [ "$status" -eq 0 ]
  all_rows status ok run/summary.csv
  local count
  count="$(library_names | wc -l)"
  [ "$(column status run/summary.csv | wc -l)" -eq $((count * count * 4)) ]
  python3 - run/summary.csv <<'PY'
import csv, re, sys
for row in csv.DictReader(open(sys.argv[1], newline="")):
    for end in ("client", "server"):
        name, version = row[end], row[end + "_version"]
        number = re.search(r"-([0-9][^-]*)", name)
        if name.startswith(("openssl", "wolfssl", "gnutls")) and number:
            assert number[1] in version, (name, version)  # each is itself
PY
}

@test "two versions of one library in one worker, over loopback too" {
  local openssl
  with_openssl_3_5
  openssl="$(distribution_build openssl)"
  run --separate-stderr "$TLSBENCH" --client "$openssl,$NEWER" --server "$NEWER,$openssl" --link memory,loopback \
    --time 1 --executions 1 --handshakes 5 --out run
  [ "$status" -eq 0 ]
  [ "$(column status run/summary.csv | sort | uniq -c | xargs)" = "32 ok" ]
  [ "$(column client_version run/summary.csv | sort -u | wc -l)" -eq 2 ]
}

@test "a hybrid group, its key shares checked; in TLS 1.2 it cannot be" {
  with_openssl_3_5
  run --separate-stderr "$TLSBENCH" --backend "$NEWER" --group x25519,X25519MLKEM768 --handshake full --link memory \
    --time 1 --executions 1 --handshakes 20 --out run
  [ "$status" -eq 0 ]
  python3 - run/summary.csv <<'PY'
import csv, sys
rows = {(r["protocol"], r["group"]): r for r in csv.DictReader(open(sys.argv[1], newline=""))}
hybrid, plain = rows["1.3", "X25519MLKEM768"], rows["1.3", "x25519"]
# 1216 and 1120 bytes instead of 32 each (draft-ietf-tls-ecdhe-mlkem, section 3); a client without an elliptic curve in
# its list leaves out ec_point_formats, of 8 bytes (RFC 8422, section 5.1.2)
assert int(hybrid["bytes_sent"]) - int(plain["bytes_sent"]) in (1216 - 32, 1216 - 32 - 8), (hybrid, plain)
assert abs(int(hybrid["bytes_received"]) - int(plain["bytes_received"]) - (1120 - 32)) <= 4, hybrid  # ECDSA's +-2
assert rows["1.2", "X25519MLKEM768"]["status"] == "unsupported"
PY
  [ "$(times_said "X25519MLKEM768 is a group of TLS 1.3 only")" -ge 1 ]
}

@test "what a library would do by itself is listed, recorded, and said before the results" {
  with_openssl_3_5
  run --separate-stderr "$TLSBENCH" list --parity --backend "$NEWER"
  [ "$status" -eq 0 ]
  grep -E "^$NEWER +as shipped 1.3 +1.3 +TLS_AES_256_GCM_SHA384 +X25519MLKEM768" <<<"$output"
  grep -E "^$NEWER +pinned 1.3 +1.3 +TLS_AES_128_GCM_SHA256 +x25519" <<<"$output"
  run --separate-stderr "$TLSBENCH" --backend "$NEWER" --protocol 1.3 --link memory --time 1 --executions 1 \
    --handshakes 5 --out run
  [ "$status" -eq 0 ]
  [[ "$(unwrapped)" == "As shipped, with nothing pinned"*"$NEWER would use"*"X25519MLKEM768 (pinned: x25519)"*"memory: CPU time"* ]]
  python3 - <<'PY'
import json
parity = {b["setting"]: b for b in json.load(open("run/run.json"))["backends"][1]["parity"]}
assert parity["as shipped 1.3"]["group"] == "X25519MLKEM768", parity
assert parity["pinned 1.3"]["group"] == "x25519", parity
PY
}

@test "--as-shipped leaves each library its own defaults, and says what they are" {
  with_openssl_3_5
  run --separate-stderr "$TLSBENCH" --as-shipped --backend "$NEWER" --link memory,loopback --time 1 --executions 1 \
    --handshakes 5 --out run
  [ "$status" -eq 0 ]
  all_rows status ok run/summary.csv
  [ "$(paste -d' ' <(column protocol run/summary.csv) <(column cipher_suite run/summary.csv) | sort -u | xargs)" = \
    "1.2 TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 1.3 TLS_AES_256_GCM_SHA384" ]
  [ "$(paste -d' ' <(column protocol run/summary.csv) <(column group run/summary.csv) | grep -c "1.3 X25519MLKEM768")" -eq 4 ]
  grep -q '"parameters": "as shipped"' run/run.json
}

@test "variants run beside the build they mask, in memory and over loopback" {
  local openssl
  openssl="$(distribution_build openssl)"
  run --separate-stderr "$TLSBENCH" --backend "$openssl,$openssl@noaes" --protocol 1.3 --handshake full \
    --time 1 --executions 1 --handshakes 5 --out run
  [ "$status" -eq 0 ]
  [ "$(column client run/summary.csv | sort | uniq -c | xargs)" = "2 $openssl 2 $openssl@noaes" ]
  all_rows status ok run/summary.csv
  python3 - "$openssl" <<'PY'
import json, sys
backends = {b["name"]: b for b in json.load(open("run/run.json"))["backends"]}
masked, plain = backends[sys.argv[1] + "@noaes"], backends[sys.argv[1]]
assert masked["environment"] == "OPENSSL_ia32cap=~0x200000200000000", masked
assert plain["environment"] is None and plain["plugin"]["sha256"] == masked["plugin"]["sha256"]
assert "no AES" in masked["build_note"]
PY
  run --separate-stderr "$TLSBENCH" --backend "$openssl@noeas"
  [ "$status" -eq 2 ]
  [ "$stderr" = "tlsbench: no variant noeas of $openssl; did you mean @noaes?" ]
  run --separate-stderr "$TLSBENCH" --backend "$(distribution_build wolfssl)@noaes"
  [ "$status" -eq 2 ]
  [[ "$stderr" == *"only static builds of the OpenSSL family have variants"* ]]
}

@test "a distribution's build is named so, and what it leaves out is in the list, the report and run.json" {
  run --separate-stderr "$TLSBENCH" list
  for backend in openssl boringssl wolfssl gnutls; do
    grep -A4 "^$backend-.*-debian$" <<<"$output" | grep -q "^  note  "
  done
  run --separate-stderr "$TLSBENCH" --backend boringssl --protocol 1.3 --handshake full --link memory --time 1 \
    --executions 1 --handshakes 5 --out run
  [ "$status" -eq 0 ]
  [[ "$(unwrapped)" == *"Note: $(distribution_build boringssl): "*OPENSSL_SMALL* ]]
  python3 - <<'PY'
import json
for backend in json.load(open("run/run.json"))["backends"]:
    if backend["name"].endswith("-debian"):
        assert "OPENSSL_SMALL" in backend["build_note"], backend
    elif backend["name"] != "null":
        assert backend["build_note"] is None and "-O3" in backend["build_flags"], backend
PY
}

# configure NAME=PREFIX...: into build/, without tests and without what get-library built.
configure() {
  run cmake -S "$REPO" -B build -DTLSBENCH_TESTS=OFF "-DTLSBENCH_LIBRARIES=$WORK/none" "-DTLSBENCH_BACKENDS=$1"
}

# Debian's OpenSSL as a prefix of somebody's; its shared libraries unless `static` is given.
make_prefix() {
  local libraries suffix=so
  libraries="$(dirname "$(gcc -print-file-name=libcrypto.so)")"
  [ "${1-}" != static ] || suffix=a
  mkdir -p "$WORK/prefix/lib"
  cp -rL /usr/include/openssl -t "$(mkdir -p "$WORK/prefix/include" && echo "$WORK/prefix/include")"
  cp -L "$libraries"/lib{ssl,crypto}."$suffix" prefix/lib/
  if [ "$suffix" = so ]; then
    cp -L "$libraries"/lib{ssl,crypto}.so.3 prefix/lib/
  fi
}

@test "a prefix of one's own becomes a backend, static or shared" {
  for linkage in static shared; do
    rm -rf prefix
    make_prefix "$linkage"
    configure "openssl-mine=$WORK/prefix"
    [ "$status" -eq 0 ]
    cmake --build build --target backend-openssl-mine
    TLSBENCH_BACKENDS="$WORK/build/backends" run --separate-stderr "$TLSBENCH" list --backend openssl-mine
    [ "$status" -eq 0 ]
    [[ "$(unwrapped)" == "openssl-mine"*"OpenSSL 3."*"($linkage)"* ]]
  done
}

@test "a prefix that cannot be one is refused in one line" {
  mkdir empty
  configure "openssl-mine=$WORK/empty"
  [ "$status" -ne 0 ]
  [ "$(times_said "openssl-mine: $WORK/empty/include holds no headers of")" -eq 1 ]

  make_prefix static
  sed -i 's/define OPENSSL_VERSION_TEXT "OpenSSL [^"]*"/define OPENSSL_VERSION_TEXT "OpenSSL 3.9.9 1 Jan 2030"/' \
    prefix/include/openssl/opensslv.h
  configure "openssl-mine=$WORK/prefix"
  [ "$status" -ne 0 ]
  [ "$(times_said 'has headers of openssl ("OpenSSL 3.9.9 1 Jan 2030") that are not of its library')" -eq 1 ]

  rm prefix/lib/libssl.a
  configure "openssl-mine=$WORK/prefix"
  [ "$(times_said "has the headers of openssl but not its libraries")" -eq 1 ]

  configure "/opt/openssl"
  [ "$(times_said "'/opt/openssl' is not of the form NAME=PREFIX")" -eq 1 ]
}

@test "a library that is gone leaves no plug-in behind, and a broken description none either" {
  make_prefix static
  configure "openssl-mine=$WORK/prefix"
  cmake --build build --target backend-openssl-mine
  [ -e build/backends/openssl-mine.so ]
  mkdir -p none/broken-1
  echo "{ nonsense" >none/broken-1/library.json
  configure ""
  [ "$status" -eq 0 ]
  [ ! -e build/backends/openssl-mine.so ]
  [ "$(times_said "none/broken-1 left out: its library.json is broken")" -eq 1 ]
}

@test "a name that is taken is refused" {
  local openssl # as it is named where the build is configured, whatever TLSBENCH_BACKENDS holds
  openssl="$(PLUGINS="$(dirname "$TLSBENCH")/backends" distribution_build openssl)"
  make_prefix static
  configure "$openssl=$WORK/prefix"
  [ "$status" -ne 0 ]
  [ "$(times_said "there is another backend named $openssl")" -eq 1 ]
}

@test "a mask of the user's own reaches no row" {
  OPENSSL_ia32cap='~0x200000200000000' run --separate-stderr "$TLSBENCH" --backend "$(distribution_build boringssl)" \
    --protocol 1.3 --handshake full --link memory --time 1 --executions 1 --handshakes 5 --out run
  [ "$status" -eq 0 ] # without AES instructions it would prefer another suite
}

@test "what is pinned is the run's own, above the results too" {
  run --separate-stderr "$TLSBENCH" --backend "$(distribution_build openssl)" --group secp384r1 --protocol 1.3 \
    --handshake full --link memory --time 1 --executions 1 --handshakes 5 --out run
  [ "$status" -eq 0 ]
  [[ "$(unwrapped)" == *"x25519 (pinned: secp384r1)"* ]]
}
