# Instructions: counted by callgrind when asked for, and by the processor where it has counters.
# shellcheck disable=SC2154  # run sets $stderr and $output

bats_require_minimum_version 1.5.0
load helper

setup() {
  common_setup
  distribution_libraries_only
}

# measure FOLDER [OPTION...]: one row of one library, beside the null backend.
measure() {
  local folder=$1
  shift
  run --separate-stderr "$TLSBENCH" --backend null,openssl --protocol 1.3 --handshake full --link memory \
    --handshakes 10 --executions 1 --out "$folder" "$@"
}

@test "instructions under callgrind repeat, and cost the timed columns nothing" {
  mkdir temporary
  export TMPDIR="$WORK/temporary"
  measure one --instructions
  [ "$status" -eq 0 ]
  [[ "$(unwrapped)" == *"memory, instructions of one handshake, counted by callgrind:"* ]]
  [[ "$(unwrapped)" == *"Valgrind hides CPU features from libraries"* ]]
  measure two --instructions --seed 2
  [ "$status" -eq 0 ]
  [ "$(find temporary -mindepth 1 | wc -l)" -eq 0 ]
  python3 - <<'PY'
import csv, json
runs = [list(csv.DictReader(open(f"{name}/summary.csv", newline=""))) for name in ("one", "two")]
for one, two in zip(*runs):
    assert one["client"] == two["client"] and one["status"] == two["status"] == "ok", one
    client, server = (int(one[f"{side}_callgrind_instructions"]) for side in ("client", "server"))
    assert client > 0 and server > 0 and client != server, one
    assert client > (1_000_000 if one["client"] != "null" else 0), one
    for side in ("client", "server"):
        name = f"{side}_callgrind_instructions"
        assert abs(int(one[name]) / int(two[name]) - 1) < 0.02, (one[name], two[name])
        us = one[f"{side}_cpu_us"]  # empty if its one round was preempted
        assert us == "" or 0 < float(us) < 100_000, one  # no simulated handshake is among them
    assert one["handshakes"] == one["verified"] == "10", one
facts = json.load(open("one/run.json"))["instructions"]
assert facts["tool"].startswith("valgrind-") and facts["not_counted"] == [] and facts["handshakes"] == 10, facts
PY
}

@test "the processor's counters are in every row, or run.json says why not" {
  measure run --link loopback # too
  [ "$status" -eq 0 ]
  [[ "$(unwrapped)" != *"callgrind"* ]]
  python3 - <<'PY'
import csv, json
facts = json.load(open("run/run.json"))
why = facts["counters_not_available"]
assert facts["instructions"] is None and (why is None or why.startswith("no hardware counters")), facts
for file in ("summary", "rounds"):
    for row in csv.DictReader(open(f"run/{file}.csv", newline="")):
        counted = [row[f"{side}_{what}"] for side in ("client", "server") for what in ("instructions", "cycles")]
        if row["link"] == "memory" and why is None:
            assert all(int(value) > 0 for value in counted), row
        else:
            assert counted == [""] * 4, row
PY
}

@test "whole handshakes are kept for callgrind_annotate where a folder is named" {
  mkdir kept
  TLSBENCH_CALLGRIND_OUT="$WORK/kept" measure run --instructions
  [ "$status" -eq 0 ]
  [ "$(find kept -name 'whole-*.out' | sort | tr '\n' ' ')" = "kept/whole-0.out kept/whole-1.out " ]
  callgrind_annotate --threshold=100 kept/whole-1.out >annotated.txt
  grep -q "tlsbench::OpensslConnection::Feed" annotated.txt
  grep -q "tlsbench::MemoryTrial" annotated.txt
}

@test "without Valgrind, or without a row to count, it is one line and nothing begins" {
  run --separate-stderr env PATH=/nonexistent "$TLSBENCH" --instructions --out run
  [ "$status" -eq 2 ]
  [ "$output" = "" ]
  [ "${#stderr_lines[@]}" -eq 1 ]
  [[ "$stderr" == *"--instructions needs Valgrind"* ]]
  [ ! -e run ]
  for place in "--link loopback" "--target localhost"; do
    # shellcheck disable=SC2086  # two words
    run --separate-stderr "$TLSBENCH" --instructions $place --out run
    [ "$status" -eq 2 ]
    [ "${#stderr_lines[@]}" -eq 1 ]
    [ ! -e run ]
  done
}
