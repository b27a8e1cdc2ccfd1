# Local runs: the files, the numbers that must be right, and what happens when something breaks half-way.

bats_require_minimum_version 1.5.0
load helper

setup() {
  common_setup
  distribution_libraries_only
}

@test "every backend found, both protocols, full and ticket, memory and loopback" {
  run --separate-stderr "$TLSBENCH" --time 6 --executions 2 --out run
  [ "$status" -eq 0 ]
  all_rows status ok run/summary.csv
  [ "$(column client run/summary.csv | sort -u | sed 's/-.*//' | tr '\n' ' ')" = "boringssl gnutls openssl wolfssl " ]
  [ "$(column link run/summary.csv | sort | uniq -c | awk '{print $1}' | tr '\n' ' ')" = "16 16 " ]
  python3 - run/summary.csv <<'PY'
import csv, sys
for row in csv.DictReader(open(sys.argv[1], newline="")):
    long = row["protocol"] == "1.2" and row["handshake"] == "full"
    assert row["verified"] == row["handshakes"] and int(row["verified"]) > 0, row
    assert row["failed"] == "0" and row["server"] == row["client"], row
    assert row["round_trips"] == ("2" if long else "1"), row
    assert row["first_byte_round_trips"] == ("3" if long else "2"), row
    assert row["flights"] == ("4" if long else "3"), row
    assert row["group"] == "x25519" and row["auth"] == "ecdsa-p256", row
    assert row["signature_scheme"] == ("" if row["handshake"] == "ticket" else "ecdsa_secp256r1_sha256"), row
    memory = row["link"] == "memory"
    assert (row["handshake_ms_p50"] == "") == memory, row
    assert (row["handshakes_per_second"] == "") == memory, row
    if not memory:
        assert row["client_cpu_us"] == row["server_cpu_us"] == "", row
        assert float(row["server_process_cpu_us"]) > 0, row
PY
}

@test "every row of the memory link has a heap, no other has one, and no library's grows" {
  run --separate-stderr "$TLSBENCH" --time 3 --executions 1 --handshakes 10 --out run
  [ "$status" -eq 0 ]
  [[ "$(unwrapped)" == *"the least heap for an idle connection"* ]]
  [[ "$(unwrapped)" != *"heap grows"* ]]
  python3 - run <<'PY'
import csv, json, sys
rows = list(csv.DictReader(open(f"{sys.argv[1]}/summary.csv", newline="")))
assert [row["link"] for row in rows].count("memory") == 16
for row in rows:
    for side in ("client", "server"):
        counted = [row[f"{side}_{what}"] for what in ("allocations", "heap_bytes", "idle_bytes")]
        if row["link"] == "memory":
            assert all(int(value) > 0 for value in counted) and row[f"{side}_leaked_bytes"] == "0", row
            assert int(counted[1]) >= int(counted[2]) / 2, row
        else:
            assert counted == ["", "", ""] and row[f"{side}_leaked_bytes"] == "", row
assert json.load(open(f"{sys.argv[1]}/run.json"))["heap_not_counted"] == []
PY
}

@test "a padded chain shows in the bytes received, on every link and in every file" {
  run --separate-stderr "$TLSBENCH" --backend openssl,gnutls --handshake full --chain-bytes 20000,90000 --time 2 \
    --executions 1 --handshakes 10 --samples --out run
  [ "$status" -eq 0 ]
  [[ "$(unwrapped)" == *"20000 B"* ]]
  [[ "$(unwrapped)" == *"20,000 byte chain"* ]]
  python3 - run <<'PY'
import csv, sys
for name in ("summary", "rounds", "samples"):
    rows = list(csv.DictReader(open(f"{sys.argv[1]}/{name}.csv", newline="")))
    assert {row["chain_bytes"] for row in rows} == {"20000", "90000"}, name
    for row in rows:
        if name != "samples":
            assert 0 < int(row["bytes_received"]) - int(row["chain_bytes"]) < 1000, row
PY
}

@test "a chain that cannot be is a line, and leaves no folder; one that a client cannot take is unsupported" {
  run --separate-stderr "$TLSBENCH" --chain-bytes 500 --out run
  [ "$status" -ne 0 ]
  [[ "$stderr" == *"--chain-bytes 500 is too few: a padded chain of ecdsa-p256 has "*" bytes at least"* ]]
  [ ! -e run ]
  run --separate-stderr "$TLSBENCH" --backend openssl,wolfssl --link memory --chain-bytes 20000 --time 1 --executions 1 \
    --out run
  [ "$status" -eq 0 ]
  [ "$(column status run/summary.csv | sort | uniq -c | awk '{print $1 $2}' | tr '\n' ' ')" = "4ok 4unsupported " ]
}

@test "any client meets any server" {
  local all=openssl,boringssl,wolfssl,gnutls
  run --separate-stderr "$TLSBENCH" --client "$all" --server "$all" --auth ecdsa-p256,rsa-2048 --link memory \
    --time 1 --executions 1 --handshakes 5 --out run
  [ "$status" -eq 0 ]
  [ "$(column status run/summary.csv | sort | uniq -c | xargs)" = "128 ok" ]
}

@test "--csv - puts only CSV on stdout" {
  run --separate-stderr "$TLSBENCH" --backend openssl --link memory --time 1 --executions 1 --csv - --out run
  [ "$status" -eq 0 ]
  diff <(printf '%s\n' "$output") run/summary.csv
}

@test "the files can be read back, and every row of rounds.csv belongs to a row of summary.csv" {
  run "$TLSBENCH" --backend openssl --time 3 --executions 2 --samples --out run
  [ "$status" -eq 0 ]
  python3 - run <<'PY'
import csv, json, statistics, sys
folder = sys.argv[1]
read = lambda name: list(csv.DictReader(open(f"{folder}/{name}.csv", newline="")))
key = lambda row: (row["client"], row["server"], row["link"], row["protocol"], row["handshake"])
summary, rounds, samples = read("summary"), read("rounds"), read("samples")
twin = [row for row in rounds if row["client"].endswith("#2")]  # one cell is measured twice
assert {row["client"][:-2] for row in twin} == {summary[0]["client"]} and len({key(row) for row in twin}) == 1
assert json.load(open(f"{folder}/run.json"))["a_a"]["client"] == summary[0]["client"]
assert {key(row) for row in rounds if row not in twin} == {key(row) for row in summary}
assert {row["execution"] for row in rounds} == {"0", "1"}
for row in summary:
    mine = [r for r in rounds if key(r) == key(row)]
    assert sum(int(r["verified"]) for r in mine) == int(row["verified"])
    if row["client_cpu_us"]:
        good = [float(r["client_cpu_us"]) for r in mine if r["preempted"] != "1"]
        assert abs(statistics.median(good) - float(row["client_cpu_us"])) < 0.002, (row, good)
    if row["link"] == "loopback":
        times = [float(s["handshake_ms"]) for s in samples if key(s) == key(row)]
        assert len(times) == int(row["verified"])
        assert abs(statistics.median(times) - float(row["handshake_ms_p50"])) < 0.0002
run = json.load(open(f"{folder}/run.json"))
assert run["complete"] and run["seed"] == 1 and run["executions"] == 2
backend = next(b for b in run["backends"] if b["name"].startswith("openssl"))
assert backend["library_version"].startswith("OpenSSL 3.") and backend["linkage"] == "static"
assert len(backend["plugin"]["sha256"]) == 64 and backend["build_flags"]
assert run["machine"]["cpu"] and run["machine"]["kernel"].startswith("Linux")
PY
}

@test "the same seed gives the same order of rounds, another seed another" {
  # Of the first rounds of each execution, which are run however little time there is.
  order() {
    "$TLSBENCH" --backend null --time 1 --executions 3 --handshakes 30 --seed "$1" --out "run-$2" >/dev/null 2>&1
    python3 - "run-$2/rounds.csv" <<'PY'
import csv, sys
rows = csv.DictReader(open(sys.argv[1], newline=""))
print([(r["execution"], r["link"], r["protocol"], r["handshake"]) for r in rows if r["round"] == "0"])
PY
  }
  [ "$(order 7 a)" = "$(order 7 b)" ]
  [ "$(order 7 c)" != "$(order 8 d)" ]
}

@test "the null backend's floor is printed with every run" {
  run --separate-stderr "$TLSBENCH" --backend openssl --link memory --time 1 --executions 1 --out run
  [[ "$(unwrapped)" == *"Harness floor (null backend"*" ns without the clock readings"* ]]
}

@test "an output folder that cannot be written fails before the work" {
  run --separate-stderr "$TLSBENCH" --backend openssl --time 30 --out /proc/nowhere
  [ "$status" -eq 2 ]
  [[ "$stderr" == *"cannot make the folder /proc/nowhere"*"--out"* ]]
  [ "$(wc -l <<<"$stderr")" -eq 1 ]
}

@test "a folder that holds a run is not overwritten" {
  mkdir run
  echo precious >run/summary.csv
  run --separate-stderr "$TLSBENCH" --backend openssl --time 30 --out run
  [ "$status" -eq 2 ]
  [[ "$stderr" == *"already holds a run"* ]]
  [ "$(cat run/summary.csv)" = precious ]
}

@test "a full disk is said once, and the table is still printed" {
  mkdir run
  ln -s /dev/full run/rounds.csv
  run --separate-stderr "$TLSBENCH" --backend openssl --link memory --time 1 --executions 1 --out run
  [ "$status" -eq 1 ]
  [ "$(grep -c "No space left on device" <<<"$stderr")" -eq 1 ]
  [[ "$(unwrapped)" == *"openssl-"* ]]
  all_rows status ok run/summary.csv
}

@test "SIGINT keeps what was measured, marked incomplete" {
  "$TLSBENCH" --backend openssl --link memory --time 60 --out run >out.txt 2>err.txt 3>&- &
  local pid=$!
  for _ in $(seq 300); do
    [ "$(wc -l 2>/dev/null <run/rounds.csv || echo 0)" -gt 8 ] && break
    sleep 0.1
  done
  kill -INT "$pid"
  local code=0
  wait "$pid" || code=$?
  [ "$code" -eq 130 ]
  all_rows status incomplete run/summary.csv
  [ "$(column verified run/summary.csv | sort -n | head -1)" -gt 0 ]
  [ -s run/run.json ]
  [ "$(python3 -c 'import json; print(json.load(open("run/run.json"))["complete"])')" = False ]
}

# The worker is the only child of the tool that runs for long.
worker_of() { pgrep -P "$1" -f -- --internal-worker; }

@test "a worker killed from outside costs a round and nothing else" {
  "$TLSBENCH" --backend openssl --link memory --time 6 --executions 1 --out run >out.txt 2>err.txt 3>&- &
  local pid=$! before=0
  for _ in $(seq 600); do
    before="$(wc -l 2>/dev/null <run/rounds.csv || echo 0)"
    [ "$before" -gt 8 ] && break
    sleep 0.05
  done
  kill -KILL "$(worker_of "$pid")"
  wait "$pid"
  all_rows status ok run/summary.csv
  # The numbers of the rounds go on where the first worker stopped.
  [ -z "$(column execution run/rounds.csv | grep -v '^0$')" ]
  python3 - run/rounds.csv "$before" <<'PY'
import csv, sys
rows = list(csv.DictReader(open(sys.argv[1], newline="")))
keys = [(r["client"], r["protocol"], r["handshake"], r["round"]) for r in rows]
assert len(set(keys)) == len(keys) > int(sys.argv[2])
PY
}

# with_fakes FAKE...: a plug-in folder of the real OpenSSL and fakes.
with_fakes() {
  local build fake
  build="$(dirname "$TLSBENCH")"
  mkdir -p with-fakes
  cp "$PLUGINS"/{null,openssl}.so with-fakes/
  for fake in "$@"; do
    cp "$build"/*-backends/"fake-$fake.so" with-fakes/
  done
  export TLSBENCH_BACKENDS="$WORK/with-fakes"
}

# fake_row FAKE TEXT [HANDSHAKE]: that backend's row fails with the text, said once, and OpenSSL's row stands.
fake_row() {
  with_fakes "$1"
  run --separate-stderr "$TLSBENCH" --backend "openssl,fake-$1" --link memory --protocol 1.3 --handshake "${3:-full}" \
    --time "${TIME:-2}" --executions 2 --timeout 0.5 --out run
  [ "$status" -eq 1 ]
  [ "$(column status run/summary.csv | xargs)" = "ok failed" ]
  column reason run/summary.csv | tail -1 | grep -F -- "$2"
  [ "$(times_said "$2")" -eq 1 ]
  [ "$(column execution run/rounds.csv | sort -u | xargs)" = "0 1" ]
}

@test "a library that crashes fails its row, with the signal's name" { fake_row crash SIGSEGV; }
@test "a library that aborts fails its row, with the signal's name" { fake_row abort SIGABRT; }
@test "a library that ends the process fails its row" { fake_row quit "exit code 3"; }
@test "a library that hangs fails its row" { TIME=12 fake_row hang "no sign of life"; }
@test "a library that waits for ever fails its row" { fake_row stall "stalled"; }
@test "a library that fails a handshake fails its row" { fake_row fail "client failed"; }
@test "a library that makes no context fails its row" { fake_row no-context "made no context"; }
@test "a client that lies about resumption fails its row" { fake_row liar "the wire shows a full handshake" ticket; }
@test "a server that lies about resumption fails its row" { fake_row lying-server "the server calls it" ticket; }
@test "a library that does not resume fails its row" { fake_row forgetful "full handshake" ticket; }
@test "a library whose tickets never come fails its row" { fake_row no-tickets "the server sent no session ticket" ticket; }

# A server process serves all loopback cells: what takes it down costs only the cell it happened in.
fake_server() {
  with_fakes "$1"
  run --separate-stderr "$TLSBENCH" --backend "openssl,fake-$1" --link loopback --protocol 1.3 --handshake full \
    --time 6 --executions 2 --timeout 0.5 --out run
  [ "$status" -eq 1 ]
  [ "$(column status run/summary.csv | xargs)" = "ok failed" ]
  column reason run/summary.csv | tail -1 | grep -F -- "$2"
  [ "$(column execution run/rounds.csv | sort -u | xargs)" = "0 1" ]
}

@test "a server whose library crashes fails its row, and the others are served again" {
  fake_server server-crash "the server's library crashed: SIGSEGV"
}
@test "a server whose library hangs fails its row, and the others are served again" {
  fake_server server-hang "the server's library hung"
}

@test "a crash costs no round that was measured" {
  with_fakes crash
  TLSBENCH_FAKE_AFTER=20000 run --separate-stderr "$TLSBENCH" --backend openssl,fake-crash --link memory \
    --protocol 1.3 --handshake full --time 4 --executions 1 --out run
  [ "$status" -eq 1 ]
  [ "$(column status run/summary.csv | xargs)" = "ok failed" ]
  [ "$(column client run/rounds.csv | grep -c fake-crash)" -gt 0 ]
  [ "$(column verified run/summary.csv | tail -1)" -gt 0 ]
}

@test "a library that leaks shows growth, which fails nothing" {
  with_fakes leak
  run --separate-stderr "$TLSBENCH" --backend openssl,fake-leak --link memory --protocol 1.3 --time 2 --executions 1 \
    --out run
  [ "$status" -eq 0 ]
  # 320 bytes and what the allocator adds, now and then a piece too small to be of use elsewhere.
  [[ "$(column client_leaked_bytes run/summary.csv | xargs)" =~ ^"0 0 "3[234][0-9]" "3[234][0-9]$ ]]
  [ "$(column server_leaked_bytes run/summary.csv | xargs)" = "0 0 0 0" ]
  [[ "$(unwrapped)" =~ "fake-leak: client heap grows by "3[234][0-9] ]]
}

@test "a crash while heaps are counted costs no row, and run.json says whose it was" {
  with_fakes crash
  TLSBENCH_FAKE_PROGRAM=tlsbench-heap run --separate-stderr "$TLSBENCH" --backend openssl,fake-crash \
    --link memory --protocol 1.3 --handshake full --time 2 --executions 1 --handshakes 5 --out run
  [ "$status" -eq 0 ]
  [ "$(column status run/summary.csv | xargs)" = "ok ok" ]
  [ "$(column client_heap_bytes run/summary.csv | grep -c '^$')" -eq 1 ]
  grep -F '"fake-crash, TLS 1.3 full: the library crashed: SIGSEGV"' run/run.json
}

@test "a library that is not the one it was built for is left out with its reason" {
  with_fakes wrong-version
  run --separate-stderr "$TLSBENCH" --backend openssl --link memory --time 1 --executions 1 --out run
  [ "$status" -eq 0 ]
  [[ "$stderr" == *"Left out: "*"calls itself"* ]]
}

@test "a plug-in of another version of tlsbench is left out with its reason" {
  with_fakes stale
  run --separate-stderr "$TLSBENCH" list
  [ "$status" -eq 0 ]
  [[ "$stderr" == *"fake-stale.so was built for another version of tlsbench"* ]]
}

@test "the foot of a report says what machine it was, and run.json what would explain a number" {
  distribution_libraries_only
  run --separate-stderr "$TLSBENCH" --backend openssl --link memory --protocol 1.3 --time 3 --out run
  [ "$status" -eq 0 ]
  [[ "$(unwrapped)" == *"Machine: "*" core"*", SMT "*", load "*" % stolen."* ]]
  python3 -c '
import json
run = json.load(open("run/run.json"))
assert {"smt", "turbo", "address_randomisation", "thermal_throttles", "quota_stopped_seconds"} <= set(run["machine"])
assert isinstance(run["advice"], list)
print(len(run["noisy_rows"]))' >noisy.txt
  # Every round says how long it took; what was stolen of it where the kernel tells.
  [ "$(column wall_ms run/rounds.csv | grep -vcE '^[0-9]+\.[0-9]+$')" -eq 0 ]
  [ "$(column noisy run/summary.csv | grep -c .)" -eq "$(cat noisy.txt)" ]
}
