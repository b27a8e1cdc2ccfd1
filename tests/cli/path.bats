#!/usr/bin/env bats
# shellcheck disable=SC2154  # run sets $stderr and $output
# The path link: real kernel TCP over an emulated round-trip time. What each of its effects costs, in round trips, and
# what happens where the machine lacks something or a part of it dies. Counts, orders and ratios; never a time alone:
# on a busy machine every packet may be some milliseconds late, but none is early.

bats_require_minimum_version 1.5.0
load helper

setup() {
  common_setup
  distribution_libraries_only
}

# Skips where this machine cannot make a path; what must be said then has tests of its own.
need_path() {
  if ! [ -c /dev/net/tun ] || ! (exec 9<>/dev/net/tun) 2>/dev/null; then
    skip "/dev/net/tun cannot be used here"
  fi
  unshare -n true 2>/dev/null || unshare -U -r -n true 2>/dev/null || skip "no network namespaces here"
}

# Skips where no mount namespace can be made, in which a test has a /dev/net of its own.
need_mounts() {
  if [ "$(id -u)" -ne 0 ] || ! unshare -m true 2>/dev/null; then
    skip "needs root and a mount namespace"
  fi
}

# path ARGUMENTS...: $HANDSHAKES (3) of OpenSSL over a path into $OUT (run/).
path() {
  run --separate-stderr timeout 60 "$TLSBENCH" --backend openssl --executions 1 \
    --handshakes "${HANDSHAKES:-3}" --time 20 --out "${OUT:-run}" "$@"
}

# rows COLUMN...: these columns of summary.csv, a line a row.
rows() {
  python3 - "${OUT:-run}/summary.csv" "$@" <<'PY'
import csv
import sys

with open(sys.argv[1], newline="") as file:
    for row in csv.DictReader(file):
        print(*(row[name] for name in sys.argv[2:]))
PY
}

# check EXPRESSION: true of each row of summary.csv; there N("column") is a number and T("column") the text.
check() {
  python3 - "${OUT:-run}/summary.csv" "$1" <<'PY'
import csv
import sys

with open(sys.argv[1], newline="") as file:
    rows = list(csv.DictReader(file))
assert rows
for row in rows:
    known = {"N": lambda name: float(row[name]), "T": lambda name: row[name]}
    assert eval(sys.argv[2], known), {name: text for name, text in row.items() if text}
PY
}

# The first byte came after as many round-trip times as were counted, connecting included, and before one more had passed.
FIRST_BYTE_IS_AS_COUNTED='N("clean_first_byte_ms_p50") // N("rtt_ms") == 1 + N("first_byte_round_trips") + N("stalls")'

# The residual is by how much the measured first byte is later than the predicted one.
RESIDUAL_IS_THE_REST='abs(N("clean_first_byte_ms_p50") / N("predicted_first_byte_ms") - 1 - N("residual_percent") / 100) < 0.001'

# refused TEXT ARGUMENTS...: exit code 2, one line that holds the text, and no folder.
refused() {
  local text="$1"
  shift
  run --separate-stderr timeout 20 "$TLSBENCH" --backend openssl --out run "$@"
  [ "$status" -eq 2 ]
  [ -z "$output" ]
  [ "$(wc -l <<<"$stderr")" -eq 1 ]
  [[ "$stderr" == "tlsbench: "*"$text"* ]]
  [ ! -e run ]
  [ ! -e results ]
}

# refused_within TEXT COMMANDS UNSHARE...: as `refused`, in namespaces of its own after the shell's commands.
refused_within() {
  local text="$1" body="$2"
  shift 2
  # shellcheck disable=SC2016
  run --separate-stderr timeout 20 "$@" sh -c "$body"'; exec "$0" --backend openssl --rtt 5ms --out run' "$TLSBENCH"
  [ "$status" -eq 2 ]
  [ "$(wc -l <<<"$stderr")" -eq 1 ]
  [[ "$stderr" == "tlsbench: "*"$text"* ]]
  [ ! -e run ]
}

# as_nobody MODE: a path run of user 65534, who finds a /dev/net/tun of that mode; the folder comes back as run/. All
# that the user needs lies on /mnt, which is the namespace's own: neither sources nor home folders are for everyone.
as_nobody() {
  # shellcheck disable=SC2016
  run --separate-stderr timeout 60 unshare -m sh -c '
    mount -t tmpfs -o mode=755 none /mnt && mkdir -m 777 /mnt/out && mkdir /mnt/plugins || exit 90
    cp -L "$1" "$1-heap" /mnt/ && cp -L plugins/null.so plugins/openssl.so /mnt/plugins/ || exit 91
    mknod /mnt/tun c 10 200 && chmod "$2" /mnt/tun && mount --bind /mnt/tun /dev/net/tun || exit 92
    code=0
    cd /mnt && TLSBENCH_BACKENDS=/mnt/plugins setpriv --reuid 65534 --regid 65534 --clear-groups \
      ./tlsbench --backend openssl --rtt 5ms --executions 1 --handshakes 3 --time 20 --out out/run || code=$?
    cp -r out/run "$3" 2>/dev/null
    exit "$code"' as_nobody "$TLSBENCH" "$1" "$WORK"
}

# Starts a long run over a path, and comes back once rounds are measured. Sets RUNNING.
start_path() {
  "$TLSBENCH" --backend openssl --rtt 20ms --protocol 1.3 --time 60 --executions 1 --out run "$@" >out.txt 2>err.txt 3>&- &
  RUNNING=$!
  STARTED+=("$RUNNING")
  for _ in $(seq 600); do
    [ "$(wc -l 2>/dev/null <run/rounds.csv || echo 0)" -gt 5 ] && return 0
    sleep 0.05
  done
  cat out.txt err.txt >&2
  return 1
}

# descendants PID: its children, their children and so on, a number a line.
descendants() {
  local child
  for child in $(pgrep -P "$1"); do
    echo "$child"
    descendants "$child"
  done
}

# internal KIND PID...: those of the processes that are alive and of that kind: path, server, worker, or any with "".
internal() {
  local kind="$1" pid
  shift
  for pid; do
    if tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -q -- "--internal-$kind"; then
      echo "$pid"
    fi
  done
}

# all_gone PID...: none of our own kind is left, 10 s from now at the latest.
all_gone() {
  for _ in $(seq 100); do
    [ -z "$(internal "" "$@")" ] && return 0
    sleep 0.1
  done
  return 1
}

@test "round trips, the kernel's facts and what the model leaves over, for no delay and for 40 ms" {
  need_path
  path --rtt 0,40ms --protocol 1.2,1.3 --handshake full,ticket
  [ "$status" -eq 0 ]
  all_rows status ok run/summary.csv
  all_rows link path run/summary.csv
  [ "$(rows rtt_ms protocol handshake round_trips | xargs -n4 | sort | paste -sd,)" = \
    "0 1.2 full 2,0 1.2 ticket 1,0 1.3 full 1,0 1.3 ticket 1,40 1.2 full 2,40 1.2 ticket 1,40 1.3 full 1,40 1.3 ticket 1" ]
  check 'T("congestion") == "cubic" and N("mss_bytes") == 1448 and N("retransmitted_connections") < N("handshakes")'
  check 'N("rtt_ms") == 0 or (N("stalls") == 0 and 40 <= N("min_rtt_ms") < 80)'
  check "N('rtt_ms') == 0 or $FIRST_BYTE_IS_AS_COUNTED"
  check "N('rtt_ms') == 0 or $RESIDUAL_IS_THE_REST"
  [[ "$(unwrapped)" == *"40 ms"* ]]
  [[ "$(unwrapped)" == *"predicted"* ]]
  python3 -m json.tool run/run.json >/dev/null
}

@test "a certificate chain beyond the initial window of ten segments costs a round trip, a longer one two" {
  need_path
  path --rtt 30ms --protocol 1.3 --handshake full --chain-bytes 12000,20000,50000
  [ "$status" -eq 0 ]
  [ "$(rows chain_bytes stalls | paste -sd,)" = "12000 0,20000 1,50000 2" ]
  check "$FIRST_BYTE_IS_AS_COUNTED"
  check "$RESIDUAL_IS_THE_REST"
  # As many full segments as hold the bytes: ten fit the first window, thirty the first two.
  check 'N("bytes_received") / 1448 < N("segments_received") and (N("bytes_received") > 30 * 1448) == (N("stalls") == 2)'
}

@test "a library's own small writes waste the initial window: the cliff comes earlier" {
  need_path
  path --rtt 20ms --protocol 1.3 --handshake full --chain-bytes 13400
  OUT=library path --rtt 20ms --protocol 1.3 --handshake full --chain-bytes 13400 --write-mode library
  [ "$(rows write_mode stalls)" = "flight 0" ]
  [ "$(OUT=library rows write_mode stalls)" = "library 1" ]
}

@test "Nagle's algorithm and a delayed ACK: the first byte of TLS 1.3 comes later, and the row says why" {
  need_path
  path --rtt 30ms --protocol 1.2,1.3 --handshake full
  OUT=nagle path --rtt 30ms --protocol 1.2,1.3 --handshake full --nagle
  all_rows nagle 0 run/summary.csv
  all_rows nagle 1 nagle/summary.csv
  paste <(rows protocol clean_first_byte_ms_p50) <(OUT=nagle rows clean_first_byte_ms_p50 residual_reason)
  python3 - <<'PY'
import csv
read = lambda folder: {row["protocol"]: row for row in csv.DictReader(open(f"{folder}/summary.csv", newline=""))}
without, with_nagle = read("run"), read("nagle")
later = {p: float(with_nagle[p]["clean_first_byte_ms_p50"]) - float(without[p]["clean_first_byte_ms_p50"])
         for p in without}
assert later["1.3"] >= 40, later  # the least delay of an ACK (TCP_DELACK_MIN); 1.2's client does not write twice
assert later["1.3"] > later["1.2"] + 20, later
for row in with_nagle.values():  # half of that delay is not explained otherwise; of 1.2 on a machine at rest it is less
    rest = float(row["clean_first_byte_ms_p50"]) - float(row["predicted_first_byte_ms"])
    assert ("Nagle" in row["residual_reason"]) == (rest > 20), row
PY
}

@test "TCP Fast Open saves the round trip of the connect" {
  need_path
  path --rtt 30ms --protocol 1.3 --handshake full
  OUT=fast path --rtt 30ms --protocol 1.3 --handshake full --fast-open
  [ "$(OUT=fast rows fast_open fast_open_connections handshakes)" = "1 3 3" ]
  [ "$(rows fast_open fast_open_connections)" = "0 0" ]
  check "$FIRST_BYTE_IS_AS_COUNTED"
  OUT=fast check 'N("clean_first_byte_ms_p50") // N("rtt_ms") == N("first_byte_round_trips")'
  OUT=fast check "$RESIDUAL_IS_THE_REST"
}

@test "another congestion control is used, and recorded" {
  need_path
  grep -qw reno /proc/sys/net/ipv4/tcp_available_congestion_control || skip "this kernel has no reno"
  path --rtt 5ms --protocol 1.3 --handshake full --congestion reno --samples
  [ "$status" -eq 0 ]
  all_rows congestion reno run/summary.csv
  all_rows congestion reno run/samples.csv
}

# Of how many segments are sent again timing decides, too (tail loss probes). Which connections lose some, the seed.
@test "losses happen, and the same seed hits the same connections" {
  need_path
  local folder
  for folder in first second; do
    OUT=$folder HANDSHAKES=4 path --rtt 20ms --protocol 1.3 --handshake full --loss 20 --seed 3 --samples --timeout 15
    [ "$status" -eq 0 ]
    OUT=$folder check 'N("retransmitted_connections") > 0 and N("loss_percent") == 20'
  done
  python3 - <<'PY'
import csv
def hit(folder):
    with open(f"{folder}/samples.csv", newline="") as file:
        return [(row["client"], int(row["retransmissions"]) + int(row["server_retransmissions"]) > 0)
                for row in csv.DictReader(file)]
assert hit("first") == hit("second"), (hit("first"), hit("second"))
assert len(set(hit("first"))) > 2, hit("first")  # both kinds
PY
}

@test "a congestion control that the kernel lacks" {
  need_path
  refused "cubic" --rtt 5ms --congestion nonsense
  [[ "$stderr" == *"'nonsense'"* ]]
}
@test "a round-trip time without a unit" { refused "--rtt" --rtt 30; }
@test "a negative round-trip time" { refused "--rtt" --rtt -3ms; }
@test "a round-trip time that is no number" { refused "--rtt" --rtt nan; }
@test "a path that loses everything" { refused "--loss" --rtt 5ms --loss 100%; }
@test "packets that are too small" { refused "--mtu" --rtt 5ms --mtu 100; }
@test "a round-trip time in memory" { refused "which --link does not name" --rtt 5ms --link memory; }
@test "a round-trip time to a target" { refused "a target is as far away as it is" --target localhost:1 --rtt 5ms; }
@test "a path without a round-trip time" { refused "needs a round-trip time: --rtt 50ms" --link path; }
@test "more jitter than round-trip time" { refused "--jitter 6 ms" --rtt 5ms --jitter 6ms; }
@test "a rate without a unit" { refused "--rate" --rtt 5ms --rate 3; }
@test "a round trip longer than the timeout" { refused "--timeout" --rtt 9s; }
@test "Nagle's algorithm in memory" { refused "are for TCP" --nagle --link memory; }

@test "without /dev/net/tun" {
  need_mounts
  [ -d /dev/net ] || skip "no /dev/net to hide"
  refused_within "/dev/net/tun is missing" 'mkdir empty && mount --bind empty /dev/net' unshare -m
}

@test "without network namespaces" {
  unshare -U -r sh -c 'echo 0 >/proc/sys/user/max_net_namespaces' 2>/dev/null || skip "no user namespace here"
  refused_within "no network namespace" 'echo 0 >/proc/sys/user/max_net_namespaces' unshare -U -r
}

@test "any user who may open /dev/net/tun may have a path" {
  need_path
  need_mounts
  as_nobody 666
  [ "$status" -eq 0 ]
  all_rows status ok run/summary.csv
  check 'N("rtt_ms") == 5 and N("min_rtt_ms") >= 5'
}

@test "a user who may not open /dev/net/tun is told so" {
  need_path
  need_mounts
  as_nobody 600
  [ "$status" -eq 2 ]
  [ "$(wc -l <<<"$stderr")" -eq 1 ]
  [[ "$stderr" == *"/dev/net/tun cannot be opened (run as root"*"Permission denied"* ]]
  [ ! -e run ]
}

@test "a relay that is killed fails its rows long before their time is over, and they say so" {
  need_path
  start_path --timeout 1
  local code=0 pids
  mapfile -t pids < <(descendants "$RUNNING")
  SECONDS=0
  kill -KILL "$(internal path "${pids[@]}")"
  wait "$RUNNING" || code=$?
  [ "$code" -eq 1 ]
  [ "$SECONDS" -lt 30 ] # of 60
  all_rows status failed run/summary.csv
  all_rows reason "the path's relay was ended by SIGKILL" run/summary.csv
  all_gone "${pids[@]}"
}

@test "nothing is left of a run whose process was killed" {
  need_path
  start_path
  local pids kind
  mapfile -t pids < <(descendants "$RUNNING")
  for kind in worker server path; do
    [ -n "$(internal "$kind" "${pids[@]}")" ]
  done
  kill -KILL "$RUNNING"
  wait "$RUNNING" || true
  all_gone "${pids[@]}"
}

@test "SIGINT keeps what was measured over a path, and nothing is left" {
  need_path
  start_path
  local pids code=0
  mapfile -t pids < <(descendants "$RUNNING")
  kill -INT "$RUNNING"
  wait "$RUNNING" || code=$?
  [ "$code" -eq 130 ]
  all_rows status incomplete run/summary.csv
  check 'N("verified") > 0 and N("rtt_ms") == 20 and T("predicted_first_byte_ms")'
  all_gone "${pids[@]}"
}

@test "the phases of a target are curl's" {
  make_certificates
  PORT="$(free_port)"
  start python3 "$BATS_TEST_DIRNAME/delay_proxy.py" "$PORT" leaf.pem leaf.key 100 200
  wait_for_port "$PORT"
  run --separate-stderr timeout 60 "$TLSBENCH" --target "127.0.0.1:$PORT" --ca root.pem --backend openssl \
    --protocol 1.3 --handshake full --executions 1 --handshakes 3 --time 20 --samples --out run
  [ "$status" -eq 0 ]
  for _ in 1 2 3; do
    curl --silent --show-error --output body --cacert root.pem --tlsv1.3 --http1.1 --max-time 20 \
      --write-out '%{time_connect} %{time_appconnect} %{time_pretransfer} %{time_starttransfer} %{time_total}\n' \
      "https://127.0.0.1:$PORT/" >>curl.txt
  done
  [ "$(cat body)" = "first second" ]
  python3 - <<'PY'
import csv
names = ("connect", "appconnect", "posttransfer", "starttransfer", "total")
rows = [row for row in csv.DictReader(open("run/samples.csv", newline="")) if not row["client"].endswith("#2")]
assert len(rows) == 3, len(rows)
ours = [min(float(row[f"time_{name}_ms"]) for row in rows) for name in names]
lines = [[float(word) * 1000 for word in line.split()] for line in open("curl.txt")]
theirs = [min(column) for column in zip(*lines)]
assert ours == sorted(ours), ours
assert all(abs(a - b) < 100 for a, b in zip(ours, theirs)), (ours, theirs)  # less than one way
assert ours[1] - ours[0] > 150 and ours[3] - ours[2] > 150 and ours[4] - ours[3] > 150, ours
PY
}
