#!/usr/bin/env bats
# shellcheck disable=SC2154  # run sets $stderr and $output
# What was found and what it can do: `tlsbench list`, and the same table in backends/README.md.

bats_require_minimum_version 1.5.0
load helper

@test "the table of backends/README.md is what the backends found here can do" {
  "$TLSBENCH" list --format csv >list.csv
  "$BATS_TEST_DIRNAME/capabilities.py" "$REPO/backends/README.md" list.csv
}

@test "a cell, a kind or a backend that the table does not have is noticed" {
  local checker="$BATS_TEST_DIRNAME/capabilities.py"
  "$TLSBENCH" list --format csv >list.csv
  {
    echo "<!-- capabilities: written by scripts/capabilities -->"
    "$TLSBENCH" list --format markdown
    echo "<!-- end of capabilities -->"
  } >table.md
  "$checker" table.md list.csv
  head -n 20 list.csv >some.csv
  run ! "$checker" table.md some.csv # a kind is missing
  [[ "$(unwrapped)" == *"the list 'no such kind'"* ]]
  sed '2s/,yes,$/,no,it is broken/' list.csv >changed.csv
  run ! "$checker" table.md changed.csv
  [[ "$(unwrapped)" == *", 1.2 full: the table says 'yes' of "*" (written with "*"), the list 'it is broken'"* ]]
  echo 'openssl-9-debian,1.3 full,yes,' >>list.csv
  run ! "$checker" table.md list.csv
  [[ "$(unwrapped)" == *"openssl-9-debian: the table has no column openssl-9-debian"* ]]
}

@test "--backend selects columns, also of a variant" {
  local openssl
  openssl="$(distribution_build openssl)"
  run --separate-stderr "$TLSBENCH" list --format csv --backend "$openssl@noaes"
  [ "$status" -eq 0 ]
  [ "$(times_said "$openssl@noaes,1.3 full,yes,")" -eq 1 ]
  [ "$(cut -d, -f1 <<<"$output" | sort -u | wc -l)" -eq 2 ]
  run --separate-stderr "$TLSBENCH" list --backend gnutls
  [ "$status" -eq 0 ]
  [[ "$(unwrapped)" == "gnutls-"*"library "*"handshakes "*"1.3 early-data"*"Of "*" kinds gnutls-"*" can "* ]]
}

@test "what is no library is found and has no column" {
  run --separate-stderr "$TLSBENCH" list --backend null
  [ "$status" -eq 0 ]
  [[ "$(unwrapped)" == "null"*"no cryptography"* ]]
  [ "$(times_said "kinds")" -eq 0 ]
}

@test "no line of the table is wider than the screen" {
  run --separate-stderr "$TLSBENCH" list
  [ "$status" -eq 0 ]
  [ "$(sed -n '/^handshakes /,$p' <<<"$output" | awk '{ if (length > 120) print }' | wc -l)" -eq 0 ]
}

@test "a format that there is not, and one too many" {
  run --separate-stderr "$TLSBENCH" list --format json
  [ "$status" -eq 2 ]
  [ "$stderr" = "tlsbench: unknown format 'json'; there are table, markdown, csv" ]
  run --separate-stderr "$TLSBENCH" list --format csv --parity
  [ "$status" -eq 2 ]
}
