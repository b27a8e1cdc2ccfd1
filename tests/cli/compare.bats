# compare: verdicts on runs that are committed, on copies of them, and on files that somebody spoiled.

bats_require_minimum_version 1.5.0
load helper

setup() {
  common_setup
  RUN="$REPO/results/reference/default"
}

# A copy of the reference run, to be spoiled.
copy() {
  cp -r "$RUN" "$1"
  chmod -R u+w "$1"
}

# scaled FOLDER FACTOR: every time in its rounds.csv times that.
scaled() {
  python3 - "$1/rounds.csv" "$2" <<'PY'
import csv, sys
rows = list(csv.DictReader(open(sys.argv[1], newline="")))
for row in rows:
    for name in row:
        if "_cpu_us" in name and row[name]:
            row[name] = f"{float(row[name]) * float(sys.argv[2]):.3f}"
with open(sys.argv[1], "w", newline="") as file:
    writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
PY
}

# refused TEXT ARGUMENT...: exit 2 with one line that holds the text, and nothing on stdout.
refused() {
  local text=$1
  shift
  run --separate-stderr "$TLSBENCH" compare "$@"
  [ "$status" -eq 2 ]
  [ -z "$output" ]
  [[ "$stderr" == "tlsbench: "*"$text"* ]]
  [ "$(wc -l <<<"$stderr")" -eq 1 ]
}

verdicts() { python3 -c 'import csv, sys; print(*sorted({r["verdict"] for r in csv.DictReader(sys.stdin)}))'; }

@test "a run against itself and against its copy shows no difference" {
  copy same
  for other in "$RUN" same; do
    run --separate-stderr "$TLSBENCH" compare "$RUN" "$other" --format csv --fail-above 0
    [ "$status" -eq 0 ]
    [ "$(verdicts <<<"$output")" = no-difference ]
  done
}

@test "a regression exits 1, what is within the limit does not" {
  copy dearer
  scaled dearer 1.5
  run --separate-stderr "$TLSBENCH" compare "$RUN" dearer --fail-above 20 --format csv
  [ "$status" -eq 1 ]
  [[ "$(unwrapped)" == *dearer* ]]
  [[ "$stderr" == *"Regression: "* ]]
  [[ "$(unwrapped)" == *"the runs were apart"* ]]
  run --separate-stderr "$TLSBENCH" compare "$RUN" dearer --fail-above 60
  [ "$status" -eq 0 ]
  [[ "$(unwrapped)" == *"To interleave, measure both in one"* ]]
  run --separate-stderr "$TLSBENCH" compare dearer "$RUN" --fail-above 0
  [ "$status" -eq 0 ]
}

@test "two backends of one run, by prefix, paired by round" {
  run --separate-stderr "$TLSBENCH" compare --run "$RUN" openssl gnutls --format csv
  [ "$status" -eq 0 ]
  python3 - <<PY
import csv, io
rows = list(csv.DictReader(io.StringIO('''$output''')))
assert rows and all(r["base"].startswith("openssl-") and r["new"].startswith("gnutls-") for r in rows)
judged = [r for r in rows if r["verdict"] != "not-alike"]
assert judged and all(r["paired"] == "1" and int(r["rounds"]) > 5 for r in judged)
assert all(float(r["ratio_low"]) <= float(r["ratio"]) <= float(r["ratio_high"]) for r in judged)
refused = [r for r in rows if r["verdict"] == "not-alike"]
assert refused and all("tickets" in r["words"] and r["handshake"] == "ticket" for r in refused)
PY
  refused "holds no backend 'opensll'; did you mean openssl?" --run "$RUN" opensll gnutls
  refused "holds no backend 'openssl-3.'; did you mean openssl-3?" --run "$RUN" openssl-3. gnutls
  refused "holds no backend 'schannel'; it holds boringssl-" --run "$RUN" schannel gnutls
  # A prefix may end before a dot, too; the names are the same.
  run --separate-stderr "$TLSBENCH" compare --run "$RUN" openssl-3 gnutls-3 --format csv
  [ "$status" -eq 0 ]
  [[ "$(sed -n 2p <<<"$output")" == openssl-3.*,gnutls-3.* ]]
}

@test "by protocol, by handshake, and a ranking by client" {
  for by in protocol handshake; do
    run --separate-stderr "$TLSBENCH" compare "$RUN" --by "$by"
    [ "$status" -eq 0 ]
  done
  run --separate-stderr "$TLSBENCH" compare "$RUN" --by client --format json
  [ "$status" -eq 0 ]
  python3 -c 'import json, sys
data = json.load(sys.stdin)
full = [r for r in data["rankings"] if r["handshake"] == "full" and r["quantity"] == "client_cpu_us"]
assert full and all(sum(map(len, r["groups"])) == 4 for r in full)' <<<"$output"
  run --separate-stderr "$TLSBENCH" compare "$RUN" --by client --format markdown
  [[ "$(unwrapped)" == *"| :-- |"* ]]
}

@test "files that are not what they should be are refused in words" {
  refused "there is no folder nowhere" nowhere "$RUN"
  copy empty && : >empty/rounds.csv
  refused "empty/rounds.csv: it is empty" empty "$RUN"
  copy cut && truncate -s -20 cut/summary.csv
  refused "was it cut off?" cut "$RUN"
  copy none && head -1 "$RUN/rounds.csv" >none/rounds.csv
  refused "holds no round" none "$RUN"
  copy foreign && printf 'a,b\n1,2\n' >foreign/rounds.csv
  refused "has no column 'client'" "$RUN" foreign
  copy nan && awk -F, -v OFS=, 'NR == 2 { $19 = "nan" } 1' "$RUN/rounds.csv" >nan/rounds.csv # client_cpu_us
  refused "'nan', which is no time" nan "$RUN"
  copy future && sed -i 's/"schema": 1/"schema": 99/' future/run.json
  refused "schema 99" "$RUN" future
}

@test "a run with failed rows is said and exits 2" {
  copy failed && sed -i '2s/,ok,/,failed,/' failed/summary.csv
  run --separate-stderr "$TLSBENCH" compare "$RUN" failed
  [ "$status" -eq 2 ]
  [[ "$stderr" == *"failed: 1 row failed"* ]]
}

@test "two machines are not alike unless told" {
  copy other && sed -i 's/AMD EPYC/Another CPU/' other/run.json
  run --separate-stderr "$TLSBENCH" compare "$RUN" other --format csv
  [ "$status" -eq 2 ]
  [ "$(verdicts <<<"$output")" = not-alike ]
  [[ "$stderr" == *"--unlike"* ]]
  run --separate-stderr "$TLSBENCH" compare "$RUN" other --unlike
  [ "$status" -eq 0 ]
}

@test "mistakes on the command line" {
  refused "wants BASE and NEW" "$RUN"
  refused "unknown format 'xml'" "$RUN" "$RUN" --format xml
  refused "unknown --by 'server'" "$RUN" --by server
  refused "--fail-above" "$RUN" "$RUN" --fail-above nan
  run --separate-stderr "$TLSBENCH" compare --help
  [ "$status" -eq 0 ]
  [[ "$(unwrapped)" == *"--fail-above"* ]]
}
