#!/usr/bin/env bats
# scripts/plot: what the pictures hold, that they are the same each time, and what it says of files that are none.

# shellcheck disable=SC2154  # run sets $stderr and $output
bats_require_minimum_version 1.5.0
load helper

plot() { run --separate-stderr "$REPO/scripts/plot" "$@"; }

# A small run without the tool: the committed one, whose numbers do not matter here.
reference() { cp -r "$REPO/results/reference/default" "$1" && rm -f "$1"/*.svg; }

# holds FILE TEXT...: the SVG parses, and each text stands in it.
holds() {
  python3 - "$@" <<'PY'
import sys, xml.etree.ElementTree as tree
texts = [e.text or "" for e in tree.parse(sys.argv[1]).iter("{http://www.w3.org/2000/svg}text")]
absent = [text for text in sys.argv[2:] if not any(text in other for other in texts)]
sys.exit(f"not in {sys.argv[1]}: {absent}" if absent else 0)
PY
}

# fails_with STATUS TEXT: one line, which holds the text, nothing on stdout.
fails_with() {
  [ "$status" -eq "$1" ]
  [ -z "$output" ]
  [[ $stderr == "plot: "*"$2"* ]]
  [[ $stderr != *$'\n'* ]]
}

ratios() {
  printf '%s\n' \
    base,new,client,server,link,protocol,handshake,cipher_suite,group,auth,quantity,base_value,new_value,ratio,ratio_low,ratio_high,p_value,detectable_percent,rounds,paired,verdict,words,more \
    'a-1,a-2,a-2,a-2,memory,1.3,full,S,x25519,rsa-2048,client_cpu_us,100,125,1.25,1.2,1.3,0.001,2,40,1,dearer,"a, b",' \
    'a-1,a-2,a-2,a-2,memory,1.3,early-data,S,x25519,rsa-2048,server_cpu_us,100,100,1,0.98,1.02,0.9,3,40,1,no-difference,w,' \
    'a-1,a-2,a-2,a-2,memory,1.3,ticket,S,x25519,rsa-2048,server_cpu_us,,,,,,,,,,not-alike,w,' >"$1"
}

@test "plot draws what the tool has measured, shapes of the samples too" {
  distribution_libraries_only
  # No memory link: on a busy machine all of its rounds may be preempted.
  run "$TLSBENCH" --backend openssl,wolfssl --link loopback --time 1 --executions 1 --samples --quiet --out run
  plot run
  [ "$status" -eq 0 ]
  [ -z "$stderr" ]
  [ "$output" = $'run/latency.svg\nrun/latency.png' ]
  holds run/latency.svg openssl- wolfssl- "TLS 1.2, full" "TLS 1.2, ticket" "TLS 1.3, full" "TLS 1.3, ticket" \
    ecdsa-p256 x25519 "Latency of a handshake" "time, ms" p99 "Shapes: all samples"
  [ "$(head -c 4 run/latency.png | tail -c 3)" = PNG ]
}

@test "plot shows CPU of both sides with units, intervals and minima, each backend and kind" {
  local backends
  reference run
  mapfile -t backends < <(column client run/summary.csv | sort -u)
  [ "${#backends[@]}" -eq 4 ]
  plot run --format svg
  holds run/cpu.svg "${backends[@]}" \
    "TLS 1.2, full" "TLS 1.2, ticket" "TLS 1.3, full" "TLS 1.3, ticket" "CPU time of one handshake" \
    "CPU time per handshake, µs" client server "95 % interval" minimum "AMD EPYC, 2 cores" "2026-"
}

@test "plot gives the same bytes each time, whatever the user's settings of matplotlib" {
  reference run
  plot run --out one
  echo "font.size: 30" >matplotlibrc
  plot run --out two
  [ "$(find two -type f | wc -l)" -eq 4 ]
  diff -r one two
}

@test "plot says which rows it left out, in the picture too, and names their status where they would stand" {
  reference run
  sed -i '/^gnutls.*,memory,,,1\.3,ticket,/s/,ok,/,failed,/; /^gnutls.*,loopback,,,1\.2,/s/,ok,/,unsupported,/' run/summary.csv
  plot run --format svg
  [ "$status" -eq 0 ]
  [ "$stderr" = "plot: run: 3 rows left out: 1 failed, 2 unsupported" ]
  holds run/cpu.svg failed "1 row left out: 1 failed"
  holds run/latency.svg unsupported "2 rows left out: 2 unsupported"
}

@test "plot draws no picture that there are no rows for" {
  for link in memory loopback; do
    reference $link
    sed -i "1p; /,$link,/!d" $link/summary.csv
  done
  plot memory loopback --format svg
  [ "$status" -eq 0 ]
  [ "$output" = $'memory/cpu.svg\nloopback/latency.svg' ]
}

@test "plot knows kinds, paths and groups that it has not met" {
  reference run
  sed -i 's/,loopback,,,1.3,ticket,/,path,,50,1.3,early-data,/; s/,1.2,full,/,1.2,session-id,/' run/summary.csv
  sed -n '/^openssl.*,memory,.*,1.3,full,/s/,x25519,/,X25519MLKEM768,/p' run/summary.csv >added.csv
  cat added.csv >>run/summary.csv
  plot run --format svg
  [ "$status" -eq 0 ]
  holds run/latency.svg "TLS 1.3, early-data, path link, 50 ms RTT" "TLS 1.2, session-id"
  holds run/cpu.svg "TLS 1.3, full, X25519MLKEM768" "TLS 1.3, full, x25519"
}

# paths RUN RTT... [-- LOSS...]: adds rows of path links to a run, which take what was counted in round trips and 2 ms.
paths() {
  python3 - "$@" <<'PY'
import csv, sys
name = f"{sys.argv[1]}/summary.csv"
told = sys.argv[2:]
rtts, losses = (told[:told.index("--")], told[told.index("--") + 1:]) if "--" in told else (told, [""])
rows = list(csv.DictReader(open(name, newline="")))
header = list(rows[0]) + ([] if losses == [""] else ["jitter_ms", "loss_percent", "rate_mbit_per_s", "mtu_bytes"])
for row in [row for row in rows if row["link"] == "loopback"]:
    for rtt in rtts:
        for loss in losses:
            wait = (1 + int(row["first_byte_round_trips"])) * float(rtt) + 2 + 40 * float(loss or 0)
            path = {"link": "path", "rtt_ms": rtt, "first_byte_ms_p50": wait, "loss_percent": loss}
            rows.append(row | {key: value for key, value in path.items() if key in header})
with open(name, "w", newline="") as file:
    writer = csv.DictWriter(file, header, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
PY
}

@test "plot says how many round trips the slope over RTTs is, beside those that were counted" {
  reference run
  paths run 5 20 50
  plot run
  [ "$status" -eq 0 ]
  [ -z "$stderr" ]
  [ "$output" = $'run/cpu.svg\nrun/cpu.png\nrun/latency.svg\nrun/latency.png\nrun/rtt.svg\nrun/rtt.png' ]
  holds run/rtt.svg "TLS 1.2 full: 4.00 round trips (4)" "TLS 1.2 ticket: 3.00 round trips (3)" \
    "TLS 1.3 full: 3.00 round trips (3)" "TLS 1.3 ticket: 3.00 round trips (3)" "first byte, ms (p50)" \
    "round-trip time of the path, ms" boringssl-13 gnutls-3 openssl-3 wolfssl-5 "path link"
  plot run --out again
  cmp run/rtt.svg again/rtt.svg
}

@test "plot gives each setting of a path a panel, and leaves rows out that are not ok" {
  local openssl
  reference run
  openssl="$(column client run/summary.csv | grep -m1 openssl)"
  paths run 5 50.000 -- 0 1.500
  sed -i '/^gnutls.*,path,,5,1.3,full,.*,1.500,,$/s/,ok,/,failed,/' run/summary.csv
  plot run --format svg
  [ "$status" -eq 0 ]
  holds run/rtt.svg "$openssl, 0 % loss" "$openssl, 1.5 % loss" "1 row left out: 1 failed"
  holds run/latency.svg "TLS 1.3, full, path link, 50 ms RTT, 1.5 % loss"
}

@test "plot gives each value of a sweep a panel" {
  cp -r "$REPO/results/reference/sweep-tickets" run && rm -f run/*.svg
  plot run --format svg
  [ "$status" -eq 0 ]
  holds run/cpu.svg "TLS 1.2, full, 0 tickets" "TLS 1.3, full, 0 tickets" "TLS 1.3, full, 2 tickets"
  run ! holds run/cpu.svg "#2"
}

@test "plot draws no slope through one RTT" {
  reference run
  paths run 50
  plot run --format svg
  [ "$status" -eq 0 ]
  [ "$output" = $'run/cpu.svg\nrun/latency.svg' ]
  paths run 5
  sed -i '/,path,,5,/s/,ok,/,failed,/' run/summary.csv
  plot run --format svg
  [ "$output" = $'run/cpu.svg\nrun/latency.svg' ]
}

@test "plot puts several runs into one picture when asked for one folder" {
  reference first
  reference second
  plot first second --out both --format svg
  [ "$status" -eq 0 ]
  [ "$output" = $'both/cpu.svg\nboth/latency.svg' ]
  local openssl
  openssl="$(column client first/summary.csv | grep -m1 openssl)"
  holds both/cpu.svg "$openssl (first)" "$openssl (second)"
}

@test "plot draws the ratios of a comparison" {
  ratios c.csv
  plot --compare c.csv --format svg
  [ "$status" -eq 0 ]
  [ "$output" = ratios.svg ]
  holds ratios.svg "a-2 against a-1" "client CPU time" "server CPU time" "TLS 1.3 full" "TLS 1.3 early-data" \
    "ratio new / base" "1.25  dearer" "95 % interval" "too small to be detected" "1 row without a ratio left out"
}

@test "plot tells ratios of several chains apart" {
  ratios c.csv
  sed -i '1s/$/,chain_bytes/; 2,$s/$/,/; 2p; 2s/,$/,20000/' c.csv
  plot --compare c.csv --format svg
  [ "$status" -eq 0 ]
  holds ratios.svg "TLS 1.3 full, 20000 byte chain"
}

@test "plot called wrongly says so in a line" {
  plot
  fails_with 2 "the folder of a run is wanted"
  plot run --format gif
  fails_with 2 "'gif' is not svg or png"
  plot --nonsense run
  fails_with 2 "--nonsense"
  plot --help
  [ "$status" -eq 0 ]
  [[ $output == usage:* ]]
}

# bad NAME FILE: a run in folder NAME, whose FILE is then read from stdin.
bad() {
  reference "$1"
  cat >"$1/$2"
}

@test "plot says in a line each what is wrong with runs, and draws the others" {
  local good="$REPO/results/reference/default"
  mkdir empty
  head -c -20 "$good/summary.csv" | bad cut summary.csv
  { head -n 3 "$good/summary.csv" && echo "openssl,1,2"; } | bad short summary.csv
  echo "a,b" | bad foreign summary.csv
  head -c 300 /dev/urandom | bad random summary.csv
  sed 's/,ok,/,failed,/' "$good/summary.csv" | bad failed summary.csv
  sed 's/"schema": 1,/"schema": 2,/' "$good/run.json" | bad newer run.json
  echo '{"schema' | bad torn run.json
  reference untold
  rm untold/run.json
  reference good
  plot nowhere empty cut short foreign random failed newer torn untold good --format svg
  [ "$status" -eq 1 ]
  [ "$output" = $'good/cpu.svg\ngood/latency.svg' ]
  [ "${#stderr_lines[@]}" -eq 10 ]
  [ "${stderr_lines[0]}" = "plot: no such folder: nowhere" ]
  [[ ${stderr_lines[1]} == "plot: no summary.csv in empty"* ]]
  [[ ${stderr_lines[2]} == "plot: cut/summary.csv is cut off"* ]]
  [[ ${stderr_lines[3]} == "plot: short/summary.csv, line 4: 3 fields"* ]]
  [[ ${stderr_lines[4]} == "plot: foreign/summary.csv is none of tlsbench's"* ]]
  [[ ${stderr_lines[5]} == "plot: random/summary.csv"* ]]
  [[ ${stderr_lines[6]} == *"no row is ok (32 rows left out: 32 failed)" ]]
  [[ ${stderr_lines[7]} == "plot: newer/run.json is of schema 2"* ]]
  [[ ${stderr_lines[8]} == "plot: torn/run.json is not JSON"* ]]
  [ "${stderr_lines[9]}" = "plot: no run.json in untold" ]
}

@test "plot says in a line what is wrong with a comparison, or where pictures go" {
  plot --compare nowhere.csv
  fails_with 1 "no such file: nowhere.csv"
  ratios c.csv
  sed -i 's/,1.25,/,1.25x,/' c.csv
  plot --compare c.csv --format svg
  fails_with 1 "line 2: ratio is not a number: '1.25x'"
  ratios c.csv
  touch file
  plot --compare c.csv --out file --format svg
  fails_with 1 "file"
}
