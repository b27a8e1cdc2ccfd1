#!/usr/bin/env bats
# shellcheck disable=SC2154  # run sets $stderr and $output
# --format benchstat: Go's benchmark format (https://golang.org/design/14313-benchmark-format). benchstat itself is no
# Debian package, so its input is read here as strictly as the format's definition says.

bats_require_minimum_version 1.5.0
load helper

setup() {
  common_setup
  distribution_libraries_only
}

@test "every line is one of the format, and there is one for each round that counts" {
  run --separate-stderr "$TLSBENCH" --backend openssl,gnutls --time 3 --executions 2 --format benchstat --out run
  [ "$status" -eq 0 ]
  printf '%s\n' "$output" >stdout.txt
  python3 - stdout.txt run/rounds.csv <<'PY'
import csv, re, sys
lines = open(sys.argv[1]).read().splitlines()
assert [line.split(": ")[0] for line in lines[:4]] == ["goos", "goarch", "pkg", "cpu"], lines[:4]
result = re.compile(r"Benchmark(TLS1\.[23])/(full|ticket)/([a-z0-9.+-]+?)(/loopback)?-([1-9][0-9]*)"
                    r"  ([1-9][0-9]*)((?:  [0-9]+ [a-z-]+/op)+)")
units = {None: ["ns/op", "client-ns/op", "server-ns/op"],
         "/loopback": ["handshake-ns/op", "connect-ns/op", "first-byte-ns/op"]}
found = {}
# All rounds of a row of the memory link may have been preempted, on a busy machine.
skipped = re.compile(r"--- SKIP: BenchmarkTLS1\.[23]/(full|ticket)/[^/ ]+: no CPU time: all rounds \([0-9]+\) were preempted")
for line in lines[4:]:
    if skipped.fullmatch(line):
        continue
    match = result.fullmatch(line)
    assert match, line
    protocol, handshake, backend, link, _, count, values = match.groups()
    values = values.split()
    assert values[1::2] == units[link], line
    if link is None:
        both, client, server = map(int, values[::2])
        assert abs(both - client - server) <= 1, line
    key = (protocol[3:], handshake, backend, "loopback" if link else "memory")
    found.setdefault(key, []).append((int(count), int(values[0])))
expected = {}
for row in csv.DictReader(open(sys.argv[2], newline="")):
    if row["preempted"] != "1" and not row["client"].endswith("#2"):  # the twin has no row
        time = (float(row["handshake_ms"]) * 1e6 if row["link"] == "loopback"
                else (float(row["client_cpu_us"]) + float(row["server_cpu_us"])) * 1e3)
        key = (row["protocol"], row["handshake"], row["client"], row["link"])
        expected.setdefault(key, []).append((int(row["verified"]), time))
assert found.keys() == expected.keys() and sum(key[3] == "loopback" for key in found) == 8, (found.keys(), expected.keys())
for key, rounds in expected.items():
    assert len(found[key]) == len(rounds), key
    for (count, time), (verified, exact) in zip(found[key], rounds):
        assert count == verified and abs(time - exact) < 100, (key, time, exact)
PY
}

@test "a row that failed is named with its reason and has no number" {
  mkdir with-fake
  cp "$PLUGINS"/{null,openssl}.so "$(dirname "$TLSBENCH")"/fake-backends/fake-liar.so with-fake/
  export TLSBENCH_BACKENDS="$WORK/with-fake"
  run --separate-stderr "$TLSBENCH" --backend openssl,fake-liar --link loopback --protocol 1.3 --handshake ticket \
    --time 1 --executions 1 --format benchstat --out run
  [ "$status" -eq 1 ]
  [ "$(grep -c '^--- FAIL: BenchmarkTLS1.3/ticket/fake-liar/loopback: .*the wire shows a full handshake' <<<"$output")" -eq 1 ]
  [ "$(grep -c '^BenchmarkTLS1.3/ticket/fake-liar' <<<"$output")" -eq 0 ]
  [ "$(grep -c '^BenchmarkTLS1.3/ticket/openssl-' <<<"$output")" -ge 1 ]
}
