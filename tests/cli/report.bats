# `tlsbench report DIR`: byte for byte what the run printed, from its files alone; and what it says of files that are no
# run or not a whole one.

bats_require_minimum_version 1.5.0
load helper

setup() {
  common_setup
  distribution_libraries_only
}

# printed_again OPTION...: a run into run/ whose report is printed again, and stands in report.txt. The exit status of
# the run may be any: rows that failed have a report too.
printed_again() {
  timeout 240 "$TLSBENCH" --time 2 --executions 2 --out run "$@" >printed 2>errors || [ "$?" -ne 2 ]
  same_again
}

same_again() {
  [ -s printed ]
  mv run elsewhere # its place is no part of it
  "$TLSBENCH" report elsewhere >again 2>notes
  cmp printed again
  cmp printed elsewhere/report.txt
  [ ! -s notes ]
}

refused() {
  local text=$1
  shift
  run --separate-stderr "$TLSBENCH" report "$@"
  [ "$status" -eq 2 ]
  [ -z "$output" ]
  [[ "$stderr" == "tlsbench: "*"$text"* ]]
  [ "${#stderr_lines[@]}" -eq 1 ]
}

@test "memory and loopback, every library" { printed_again; }

@test "with samples, from which every row is computed again" { printed_again --backend openssl,wolfssl --link loopback --samples; }

@test "clients that meet other servers" {
  printed_again --client openssl,gnutls --server openssl,boringssl --handshake full,psk-ke,early-data
}

@test "as shipped" { printed_again --backend openssl,gnutls --as-shipped; }

@test "what is unusual: chains, client certificates, offers, tickets, switches, TCP" {
  printed_again --backend openssl --client-auth none,ecdsa-p256 --group x25519,secp256r1+x25519 --tickets 1,3 \
    --chain-bytes 20000 --nagle --link memory,loopback --handshakes 4
}

@test "a sweep" { printed_again --backend openssl,boringssl --sweep group --protocol 1.3; }

@test "rows that no library has" { printed_again --backend wolfssl,gnutls --handshake false-start,full --protocol 1.2; }

@test "instructions under callgrind" {
  printed_again --backend openssl --protocol 1.3 --handshake full --link memory --instructions
  grep -q "counted by callgrind" printed
}

@test "an emulated path" {
  "$TLSBENCH" --backend openssl --handshakes 1 --rtt 1ms --out try >/dev/null 2>&1 || skip "no path link here"
  printed_again --backend openssl,wolfssl --protocol 1.3 --rtt 2ms,10ms --loss 2% --handshakes 12
  grep -q "resent" printed
}

@test "a target, and one where nothing listens" {
  make_certificates
  PORT="$(free_port)"
  start openssl s_server -accept "$PORT" -cert leaf.pem -key leaf.key -www
  wait_for_port "$PORT"
  timeout 100 "$TLSBENCH" --target "localhost:$PORT" --ca root.pem --time 3 --executions 2 --handshakes 8 --timeout 2 \
    --backend openssl,gnutls --out run >printed 2>errors || [ "$?" -eq 1 ]
  same_again
  rm -r elsewhere
  "$TLSBENCH" --target "localhost:$(free_port)" --ca root.pem --timeout 1 --out run >printed 2>errors || [ "$?" -eq 1 ]
  same_again
}

@test "a run that was interrupted" {
  "$TLSBENCH" --backend openssl --time 60 --out run >printed 2>errors 3>&- &
  local pid=$!
  for _ in $(seq 300); do
    [ "$(wc -l <run/rounds.csv)" -gt 5 ] && break
    sleep 0.1
  done
  kill -INT "$pid"
  wait "$pid" || [ "$?" -eq 130 ]
  grep -q incomplete printed
  same_again
}

@test "csv and benchstat are what the run prints with --csv - and --format benchstat" {
  "$TLSBENCH" --backend openssl --time 1 --executions 2 --csv - --out run >printed 2>/dev/null
  "$TLSBENCH" report run --format csv >again
  cmp printed again
  cmp printed run/summary.csv
  "$TLSBENCH" report run >again
  cmp run/report.txt again
  "$TLSBENCH" --backend openssl --time 1 --executions 2 --format benchstat --out other >printed 2>/dev/null
  "$TLSBENCH" report other --format benchstat >again
  cmp printed again
}

# A terminal of 80 columns for both.
@test "on a terminal it has the terminal's width and colours, as the run has" {
  local run="stty cols 80; '$TLSBENCH' --backend openssl --time 1 --executions 2 --quiet --out run"
  script -qec "$run" /dev/null </dev/null >printed
  script -qec "stty cols 80; '$TLSBENCH' report run" /dev/null </dev/null >again
  [ -s printed ]
  cmp printed again
  ! cmp -s again run/report.txt
  script -qec "stty cols 80; NO_COLOR=1 '$TLSBENCH' report run" /dev/null </dev/null >plain
  ! grep -q $'\033' plain
}

@test "every committed run can be printed" {
  local run
  for run in "$REPO"/results/reference/*/; do
    "$TLSBENCH" report "$run" >again 2>notes
    [ ! -s notes ]
    [ "$(wc -l <again)" -gt 100 ]
    # The same table, but for the last digit of numbers that were rounded from more.
    [ "$(grep -c '^Machine: ' again)" -eq 1 ]
    diff <(head -1 again) <(head -1 "$run/report.txt")
  done
}

@test "what is no run is refused in one line" {
  refused "there is no folder nowhere" nowhere
  mkdir empty
  refused "it has no run.json" empty
  cp -r "$REPO/results/reference/sweep-tickets" foreign
  printf 'a,b\n1,2\n' >foreign/summary.csv
  refused "foreign/summary.csv has no column 'client': is it a file of tlsbench?" foreign
  echo '{"schema": 1' >foreign/run.json
  refused "is no JSON object" foreign
  refused "report wants DIR" one two
  refused "report wants DIR"
  refused "unknown format 'html'" foreign --format html
}

@test "rounds that were cut off are read to the last whole row, and it is said" {
  cp -r "$REPO/results/reference/sweep-tickets" cut
  head -c 500000 cut/rounds.csv >part && mv part cut/rounds.csv
  run --separate-stderr "$TLSBENCH" report cut
  [ "$status" -eq 0 ]
  [[ "$output" == *"Machine: "* ]]
  [ "${#stderr_lines[@]}" -eq 1 ]
  [[ "$stderr" == "Note: cut/rounds.csv: the file ends in the middle of line "*" whole rows were read" ]]
  head -c 5000 cut/summary.csv >part && mv part cut/summary.csv
  refused "cannot read cut/summary.csv: the file ends in the middle of line" cut
}

@test "a run that was killed is reported as far as it came" {
  "$TLSBENCH" --backend openssl --time 60 --link memory --out run >/dev/null 2>&1 3>&- &
  local pid=$!
  for _ in $(seq 300); do
    [ "$(wc -l <run/rounds.csv)" -gt 8 ] && break
    sleep 0.1
  done
  kill -KILL "$pid"
  wait "$pid" || true
  run --separate-stderr "$TLSBENCH" report run
  [ "$status" -eq 0 ]
  [[ "$output" == *"incomplete: the run did not end"* ]]
  [[ "$stderr" == *"the run did not end"* ]]
}
