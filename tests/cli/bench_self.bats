#!/usr/bin/env bats
# scripts/bench-self: that it works at all. Whether the goals are met is for the benchmark itself to say.

# shellcheck disable=SC2154  # run sets $stderr and $output
bats_require_minimum_version 1.5.0
load helper

bench_self() { run --separate-stderr "$REPO/scripts/bench-self" "$@"; }

# Goals of a smoke test may be missed, but each part says so in its four lines, and leaves its files.
reports() {
  [ "$status" -le 1 ]
  [[ $output == "$1: "*$'\n'"  goal "*$'\n'"  measured "*$'\n'"  command "* ]]
  diff <(echo "$output") "out/report.txt"
  python3 -c 'import json, sys; [goal] = json.load(open("out/goals.json")); assert goal["name"] == sys.argv[1]' "$1"
}

setup() {
  common_setup
  [ -f "$(dirname "$TLSBENCH")/backends/openssl.so" ] || skip "libssl-dev is not installed"
}

@test "bench-self measures the floor" {
  bench_self floor --quick --tool "$TLSBENCH" --out out
  reports floor
  [[ $output =~ measured\ +[0-9]+\ ns,\ [0-9.]+%\ of\ the\ cheapest\ resumption ||
    $output == *"no round was left that was not preempted"* ]]
}

@test "bench-self compares equal code beside busy processes, and ends these" {
  bench_self aa --quick --tool "$TLSBENCH" --out out
  reports aa
  [[ $output == *" comparisons in 1 runs claim one "* ]]
  run pgrep -f "$REPO/scripts/selfbench/noise.py"
  [ -z "$output" ]
}

@test "bench-self that is called wrongly says so in one line" {
  local arguments
  for arguments in "speed" "--fast" "aa --tool nowhere" "aa --tool /bin/true --out ."; do
    # shellcheck disable=SC2086  # several arguments
    bench_self $arguments
    [ "$status" -eq 2 ]
    [ -z "$output" ]
    [[ $stderr == "bench-self: "* ]]
    [ "$(wc -l <<<"$stderr")" -eq 1 ]
    : >a-file
  done
  bench_self --help
  [ "$status" -eq 0 ]
  [[ $output == "usage: "* ]]
}
