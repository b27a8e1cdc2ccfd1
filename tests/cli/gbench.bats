#!/usr/bin/env bats
# shellcheck disable=SC2154  # run sets $stderr and $output
# tlsbench-gbench: Google Benchmark's flags, names, JSON and its own compare.py; cells that cannot run or fail.

bats_require_minimum_version 1.5.0
load helper

COMPARE=/usr/share/benchmark/compare.py # libbenchmark-tools

# Debian's own Python, since python3-scipy is for no other.
compare() { /usr/bin/python3 "$COMPARE" "$@"; }

setup() {
  common_setup
  GBENCH="$(dirname "$TLSBENCH")/tlsbench-gbench"
  [ -x "$GBENCH" ] || skip "tlsbench-gbench is not built: libbenchmark-dev is not installed"
  distribution_libraries_only
}

# gbench ARGUMENT...: a short run, its output split.
gbench() { run --separate-stderr "$GBENCH" --benchmark_min_time=0.02 "$@"; }

# with_fakes FAKE...: a plug-in folder of the real OpenSSL and fakes.
with_fakes() {
  local build fake
  build="$(dirname "$TLSBENCH")"
  mkdir -p with-fakes
  cp "$PLUGINS"/{null,openssl}.so with-fakes/
  for fake in "$@"; do
    cp "$build/fake-backends/fake-$fake.so" with-fakes/
  done
  export TLSBENCH_BACKENDS="$WORK/with-fakes"
}

# reasons_in FILE: the error of each benchmark of a JSON file that has one.
reasons_in() {
  python3 -c 'import json, sys
for one in json.load(open(sys.argv[1]))["benchmarks"]:
    if one.get("error_occurred"): print(one["name"] + ": " + one["error_message"])' "$1"
}

# mistake TEXT ARGUMENTS...: exit code 2, nothing on stdout, a last line that holds the text.
mistake() {
  local text="$1"
  shift
  gbench "$@"
  [ "$status" -eq 2 ]
  [ -z "$output" ]
  [[ "$(tail -n 1 <<<"$stderr")" == "tlsbench-gbench: "*"$text"* ]]
}

@test "the same cells as the tool's, by name; a list measures nothing" {
  gbench --benchmark_list_tests
  [ "$status" -eq 0 ]
  [ "$(wc -l <<<"$output")" -eq 16 ]
  [ "$(grep -cE '^TLS1\.[23]/(full|ticket)/(openssl|boringssl|wolfssl|gnutls)-[^/ ]+/manual_time$' <<<"$output")" -eq 16 ]
  gbench --benchmark_list_tests --client openssl --server boringssl --protocol 1.3 --handshake full \
    --auth rsa-2048 --group secp256r1 --cipher TLS_AES_256_GCM_SHA384
  grep -qE '^TLS1\.3/full/openssl-[^/]+->boringssl-[^/]+/rsa-2048/secp256r1/TLS_AES_256_GCM_SHA384/manual_time$' \
    <<<"$output"
}

@test "a backend may be named by the beginning of its version" {
  gbench --benchmark_list_tests --backend openssl-3,gnutls-3 --protocol 1.3 --handshake full
  [ "$status" -eq 0 ]
  [ "$(grep -cE '^TLS1\.3/full/(openssl|gnutls)-3\.[^/]+/manual_time$' <<<"$output")" -eq 2 ]
}

@test "every counter is there, and every iteration was verified" {
  gbench --benchmark_out=all.json --benchmark_out_format=json
  [ "$status" -eq 0 ]
  python3 - all.json <<'PY'
import json, sys
run = json.load(open(sys.argv[1]))
assert run["context"]["tlsbench"], run["context"]
rows = run["benchmarks"]
assert len(rows) == 16, len(rows)
for row in rows:
    assert "error_occurred" not in row, row
    protocol, handshake, backend, _ = row["name"].split("/")
    assert run["context"][backend], backend
    assert row["verified"] == row["iterations"] > 0, row
    assert row["client_us"] > 0 and row["server_us"] > 0, row
    assert row["round_trips"] == (2 if (protocol, handshake) == ("TLS1.2", "full") else 1), row
    assert row["bytes_sent"] > 100 and row["bytes_received"] > 100, row
    assert row["time_unit"] == "us" and row["preempted"] in (0, 1), row
    # The manual time is the two sides' CPU and nothing else.
    both = row["client_us"] + row["server_us"]
    assert abs(row["real_time"] - both) < 0.001 * both, row
PY
}

@test "client certificates are made and sent, longer chains too" {
  gbench --backend openssl,gnutls --protocol 1.3 --handshake full --client-auth none,ecdsa-p256 --chain-certificates 3 \
    --benchmark_out=run.json
  [ "$status" -eq 0 ]
  python3 - run.json <<'PY'
import json, sys
rows = json.load(open(sys.argv[1]))["benchmarks"]
assert len(rows) == 4, rows
for without, own in zip(rows[::2], rows[1::2]):
    # A client's leaf and two intermediates of P-256 are about 1,400 bytes.
    assert own["bytes_sent"] > without["bytes_sent"] + 800, (without, own)
    assert own["verified"] == own["iterations"] > 0, own
PY
}

# An openssl command without ML-DSA and RSA, and no tlsbench-ml-dsa beside the program.
@test "certificates that cannot be made end the cells that need them, and no others" {
  mkdir alone bin
  cp "$GBENCH" alone/
  # shellcheck disable=SC2016  # the script's own variables
  printf '%s\n' '#!/bin/sh' 'case "$*" in *ML-DSA* | *RSA*) exit 1 ;; esac' 'PATH="${PATH#*:}"' 'exec openssl "$@"' \
    >bin/openssl
  chmod +x bin/openssl
  with_fakes
  GBENCH="$WORK/alone/tlsbench-gbench"
  PATH="$WORK/bin:$PATH" gbench --backend openssl --protocol 1.3 --handshake full --auth ml-dsa-44,rsa-2048,ecdsa-p256 \
    --benchmark_out=run.json
  [ "$status" -eq 1 ]
  [ "$(reasons_in run.json | wc -l)" -eq 2 ]
  grep -q '/ml-dsa-44/.*: unsupported: .*ml-dsa-44' <(reasons_in run.json)
  grep -q '/rsa-2048/.*: failed: cannot make the ' <(reasons_in run.json)
  PATH="$WORK/bin:$PATH" gbench --backend openssl --protocol 1.3 --handshake full --auth ml-dsa-44,ecdsa-p256
  [ "$status" -eq 0 ]
}

@test "repetitions and the filter are Google Benchmark's" {
  gbench --backend openssl --benchmark_filter='TLS1\.3/full/' --benchmark_repetitions=3 --benchmark_format=json
  [ "$status" -eq 0 ]
  python3 - "$output" <<'PY'
import json, sys
rows = json.loads(sys.argv[1])["benchmarks"]
assert len({row["run_name"] for row in rows}) == 1
assert sum(row["run_type"] == "iteration" for row in rows) == 3
assert {row["aggregate_name"] for row in rows if row["run_type"] == "aggregate"} >= {"mean", "median", "stddev"}
PY
}

@test "compare.py compares two runs" {
  [ -e "$COMPARE" ] || skip "libbenchmark-tools is not installed"
  local run
  for run in a b; do
    gbench --backend openssl --protocol 1.3 --benchmark_repetitions=9 --benchmark_out="$run.json"
    [ "$status" -eq 0 ]
  done
  run --separate-stderr compare --no-color benchmarks a.json b.json
  [ "$status" -eq 0 ]
  # A line for each repetition and its Mann-Whitney test, for each of the two benchmarks.
  [ "$(grep -cE '^TLS1\.3/(full|ticket)/openssl-\S+/manual_time( +[-+][0-9.]+){2}( +[0-9]+){4}$' <<<"$output")" -ge 18 ]
  [ "$(grep -cE '^TLS1\.3/(full|ticket)/openssl-\S+/manual_time_pvalue .*U Test, Repetitions: 9 vs 9' \
    <<<"$output")" -eq 2 ]
}

@test "compare.py compares two backends of one run" {
  [ -e "$COMPARE" ] || skip "libbenchmark-tools is not installed"
  gbench --backend openssl,gnutls --benchmark_out=two.json
  [ "$status" -eq 0 ]
  local openssl gnutls
  openssl="$("$TLSBENCH" list | grep -m1 ^openssl-)"
  gnutls="$("$TLSBENCH" list | grep -m1 ^gnutls-)"
  run --separate-stderr compare --no-color filters two.json "$openssl" "$gnutls"
  [ "$status" -eq 0 ]
  [ "$(grep -cE "^TLS1\.[23]/(full|ticket)/\[$openssl vs\. $gnutls\]/manual_time( +[-+][0-9.]+){2}" \
    <<<"$output")" -eq 4 ]
}

@test "a cell that a library cannot do is skipped with its reason, and fails nothing" {
  gbench --backend openssl --protocol 1.3 --handshake full --group x25519,X25519MLKEM768 --benchmark_out=run.json
  [ "$status" -eq 0 ]
  [[ "$(reasons_in run.json)" == "TLS1.3/full/openssl-"*"/X25519MLKEM768/manual_time: unsupported: "* ]]
  [ "$(reasons_in run.json | wc -l)" -eq 1 ]
  [ ! -e "$COMPARE" ] || compare benchmarks run.json run.json
  # But nothing at all is no success.
  gbench --backend openssl --protocol 1.3 --handshake full --group X25519MLKEM768
  [ "$status" -eq 1 ]
}

@test "a ticket that another library does not send is its right" {
  with_fakes no-tickets honest
  gbench --client fake-honest,fake-no-tickets --server fake-honest --protocol 1.3 --handshake ticket \
    --benchmark_out=run.json
  [ "$status" -eq 0 ]
  [[ "$(reasons_in run.json)" == *": refused: fake-honest sent fake-no-tickets no session ticket" ]]
  [ "$(reasons_in run.json | wc -l)" -eq 1 ]
}

@test "a handshake that is not what its name says ends its benchmark and fails the process" {
  with_fakes liar
  gbench --backend openssl,fake-liar --protocol 1.3 --handshake ticket --benchmark_out=run.json
  [ "$status" -eq 1 ]
  [[ "$(reasons_in run.json)" == *"fake-liar"*": failed: "*"the wire shows a full handshake"* ]]
  [ "$(reasons_in run.json | wc -l)" -eq 1 ]
}

@test "a failure after some good handshakes gives no number" {
  with_fakes fail
  TLSBENCH_FAKE_AFTER=1000 gbench --backend fake-fail --protocol 1.3 --handshake full --benchmark_repetitions=2 \
    --benchmark_out=run.json
  [ "$status" -eq 1 ]
  [ "$(reasons_in run.json | grep -c 'failed: client failed')" -ge 1 ]
}

# The sleep of a fake that sleeps is time, and no CPU time.
@test "a measurement that was interrupted is marked" {
  with_fakes sleepy
  gbench --backend fake-sleepy --protocol 1.3 --handshake full --benchmark_out=run.json
  [ "$status" -eq 0 ]
  [ "$(python3 -c 'import json; print(json.load(open("run.json"))["benchmarks"][0]["preempted"])')" = 1.0 ]
}

@test "an unknown option offers the nearest" { mistake "did you mean --protocol?" --protocl 1.3; }
@test "an option of the tool that selects no cell" { mistake "unknown option '--target'" --target localhost; }
@test "an unknown backend offers the nearest" { mistake "did you mean openssl?" --backend opnssl; }
@test "a flag that Google Benchmark does not know" { mistake "does not take --benchmark_speed=1" --benchmark_speed=1; }
@test "a flag without its value" { mistake "--benchmark_NAME=VALUE" --benchmark_filter full; }
@test "a number that is none" { mistake "does not take --benchmark_repetitions=x" --benchmark_repetitions=x; }
@test "a format that there is not" { mistake "formats are console, json and csv" --benchmark_format=xml; }

@test "a filter that matches nothing fails" {
  gbench --benchmark_filter=TLS1.4
  [ "$status" -eq 1 ]
  [[ "$stderr" == *"Failed to match"* ]]
}

@test "a file that cannot be written fails before the work" {
  gbench --benchmark_out=/proc/nowhere/run.json
  [ "$status" -eq 1 ]
  [[ "$stderr" == *"/proc/nowhere"* ]]
}
