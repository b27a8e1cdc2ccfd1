#!/usr/bin/env bats
# scripts/tlsbench and scripts/test themselves: a copy of them in a folder with a space in its name, where everything
# they call (apt-get, cmake, ninja, ctest...) is a stand-in that notes how it was called.

# shellcheck disable=SC2016,SC2154,SC2164  # stand-ins have variables of their own; run sets $stderr; bats ends at a failed cd

bats_require_minimum_version 1.5.0

setup() {
  clone="$BATS_TEST_TMPDIR/a clone"
  calls="$BATS_TEST_TMPDIR/calls"
  export calls
  mkdir -p "$clone/build/release" "$clone/bench" "$clone/tests/cli" "$BATS_TEST_TMPDIR/bin" "$BATS_TEST_TMPDIR/caller"
  cp -r "$BATS_TEST_DIRNAME/../../scripts" "$clone/"
  printf '#!/bin/sh\necho "get-library $*" >>"$calls"\n' >"$clone/scripts/get-library"
  export TLSBENCH_LIBRARIES="$BATS_TEST_TMPDIR/libraries"
  touch "$calls" "$clone/build/release/build.ninja"
  PATH="$BATS_TEST_TMPDIR/bin:$PATH"
  stub id 'echo 0'
  installed_but none
  stub cmake ''
  stub ninja 'echo "ninja: no work to do."'
  stub apt-get ''
  stub sudo 'shift; exec "$@"'
  echo 'printf "%s|" "$PWD" "$@" "$(cat)"' >"$clone/build/release/tlsbench"
  chmod +x "$clone/build/release/tlsbench"
  cd "$BATS_TEST_TMPDIR/caller"
}

# stub NAME SCRIPT: a stand-in that notes its call and then does SCRIPT.
stub() {
  printf '#!/bin/sh\necho "%s $*" >>"$calls"\n%s\n' "$1" "$2" >"$BATS_TEST_TMPDIR/bin/$1"
  chmod +x "$BATS_TEST_TMPDIR/bin/$1"
}

# installed_but PACKAGES: every package is installed but these; one of them was, and left its configuration behind.
installed_but() {
  stub dpkg-query "absent=' $* '; version=${version:-1}"'
    format=$3; shift 3
    for p; do
      case "$absent" in *" $p "*) state=rc ;; *) state=ii ;; esac
      case $format in *Status*) echo "$state  $p" ;; *) echo "$p $version" ;; esac
    done
    [ "$absent" = " none " ]'
}

@test "tlsbench runs the tool where the caller is, with his arguments and his stdin" {
  run --separate-stderr "$clone/scripts/tlsbench" --out "a b" '' <<<"input"
  [ "$status" -eq 0 ]
  [ "$output" = "$PWD|--out|a b||input|" ]
}

@test "tlsbench says nothing when there is nothing to do, and neither installs nor configures" {
  "$clone/scripts/tlsbench" <<<""
  : >"$calls"
  run --separate-stderr "$clone/scripts/tlsbench" <<<""
  [ "$status" -eq 0 ]
  [ -z "$stderr" ]
  run ! grep -qE '^(apt-get|cmake)' "$calls"
}

@test "tlsbench works through a link in another folder" {
  ln -s "$clone/scripts/tlsbench" "$BATS_TEST_TMPDIR/bin/bench-it"
  run --separate-stderr bench-it --version <<<""
  [ "$output" = "$PWD|--version||" ]
}

@test "tlsbench configures again when a package changed" {
  "$clone/scripts/tlsbench" <<<""
  : >"$calls"
  version=2 installed_but none
  "$clone/scripts/tlsbench" <<<""
  grep -q '^cmake -S' "$calls"
}

@test "tlsbench configures again when get-library has brought a library, and when one is gone" {
  "$clone/scripts/tlsbench" <<<""
  for change in "mkdir -p" "rm -r"; do
    : >"$calls"
    $change "$TLSBENCH_LIBRARIES/openssl-9"
    [ ! -d "$TLSBENCH_LIBRARIES/openssl-9" ] || touch "$TLSBENCH_LIBRARIES/openssl-9/library.json"
    "$clone/scripts/tlsbench" <<<""
    grep -q "^cmake -S.* -DTLSBENCH_LIBRARIES=$TLSBENCH_LIBRARIES" "$calls"
  done
}

@test "tlsbench installs what is missing, and only that, without a question" {
  installed_but cmake
  stub apt-get 'echo "frontend $DEBIAN_FRONTEND, $(readlink /proc/self/fd/0)" >>"$calls"'
  run --separate-stderr "$clone/scripts/tlsbench" <<<"input"
  [ "$status" -eq 0 ]
  [[ $stderr == *"tlsbench: installing cmake "* ]]
  grep -q '^apt-get .*install cmake$' "$calls"
  [ "$(grep -c '^frontend noninteractive, /dev/null' "$calls")" -eq 2 ]
  [ "$output" = "$PWD|input|" ]
}

@test "tlsbench without root uses sudo" {
  stub id 'echo 1000'
  installed_but cmake
  run --separate-stderr "$clone/scripts/tlsbench" <<<""
  [ "$status" -eq 0 ]
  grep -q '^sudo -n env DEBIAN_FRONTEND=noninteractive .*apt-get .*install cmake$' "$calls"
}

@test "tlsbench without root and sudo names the missing packages in one line" {
  stub id 'echo 1000'
  stub sudo 'exit 1'
  installed_but cmake openssl
  run --separate-stderr "$clone/scripts/tlsbench" <<<""
  [ "$status" -eq 1 ]
  [ -z "$output" ]
  [ "$stderr" = "tlsbench: not installed, and neither root nor sudo is at hand: cmake openssl" ]
}

@test "tlsbench shows the end of the log when the build fails, and runs nothing" {
  stub ninja 'echo "[1/1] dry run"'
  stub cmake '[ "$1" != --build ] || { seq 1000; echo "x.cc: error"; exit 1; }'
  run --separate-stderr "$clone/scripts/tlsbench" <<<""
  [ "$status" -eq 1 ]
  [ -z "$output" ]
  [[ $stderr == *"x.cc: error"* ]]
  [[ $stderr == *"build/release-build.log" ]]
  [[ $stderr != *$'\n100\n'* ]]
}

@test "two at once build one after the other" {
  stub ninja 'echo "[1/1] dry run"'
  stub cmake '[ "$1" != --build ] || { echo in >>"$calls"; sleep 0.3; echo out >>"$calls"; }'
  "$clone/scripts/tlsbench" <<<"" &
  "$clone/scripts/tlsbench" <<<""
  wait
  [ "$(grep -xE 'in|out' "$calls" | tr '\n' ' ')" = "in out in out " ]
}

# The stand-ins of a whole scripts/test. $1: the attributes of ctest's results.
stub_tests() {
  mkdir -p "$clone"/build/{asan,fuzz} "$clone/.ci" "$clone/backends" "$clone/tests/fuzz/seeds" "$clone/tests/golden"
  touch "$clone"/build/{asan,fuzz}/build.ninja "$clone/bench/a.cc" "$clone/tests/fuzz/seeds/a" "$clone/tests/golden/a.csv"
  printf '#!/bin/sh\nexit 0\n' >"$clone/build/fuzz/csv_reader_fuzz"
  chmod +x "$clone/build/fuzz/csv_reader_fuzz"
  stub clang-format ''
  stub shellcheck ''
  printf '#!/bin/sh\nexit 0\n' >"$clone/scripts/tidy.py"
  echo "<testsuite name=\"(empty)\" $1>" >"$BATS_TEST_TMPDIR/results.xml"
  stub ctest "while [ \"\$1\" != --output-junit ]; do shift; done; cp '$BATS_TEST_TMPDIR/results.xml' \"\$2\""
  stub bats 'echo "1..2"; echo "ok 1 good"; echo "ok 2 left out # skip no server"'
}

@test "test adds up what passed and what was skipped" {
  stub_tests 'tests="7" failures="0" disabled="1" skipped="1"'
  run --separate-stderr "$clone/scripts/test"
  [ "$status" -eq 0 ]
  # 2 libraries, 2 builds, format, tidy, shell, fuzz, 2 x 5 units, 1 command line
  [ "$output" = "19 passed, 0 failed, 5 skipped" ]
}

@test "test fails when a unit test fails" {
  stub_tests 'tests="7" failures="2" disabled="0" skipped="0"'
  run --separate-stderr "$clone/scripts/test"
  [ "$status" -eq 1 ]
  [ "${lines[-1]}" = "19 passed, 4 failed, 1 skipped" ]
}

@test "test goes on after a failed check, shows it, and fails" {
  stub_tests 'tests="7" failures="0" disabled="0" skipped="0"'
  stub clang-format 'echo "a.cc: badly formatted"; exit 1'
  run --separate-stderr "$clone/scripts/test"
  [ "$status" -eq 1 ]
  [[ $output == *"a.cc: badly formatted"* ]]
  [ "${lines[-1]}" = "22 passed, 1 failed, 1 skipped" ]
}

@test "test fails when the fuzzer finds something, and shows it" {
  stub_tests 'tests="7" failures="0" disabled="0" skipped="0"'
  printf '#!/bin/sh\necho "ERROR: a finding"; exit 77\n' >"$clone/build/fuzz/csv_reader_fuzz"
  run --separate-stderr "$clone/scripts/test"
  [ "$status" -eq 1 ]
  [[ $output == *"ERROR: a finding"* ]]
  [ "${lines[-1]}" = "22 passed, 1 failed, 1 skipped" ]
}

@test "test fails when unit tests or command-line tests never came to an end" {
  stub_tests ''
  stub ctest 'echo "no tests were found"; exit 1'
  stub bats 'echo "1..5"; echo "ok 1 good"; exit 1'
  run --separate-stderr "$clone/scripts/test"
  [ "$status" -eq 1 ]
  [ "${lines[-1]}" = "9 passed, 6 failed" ]
}

@test "test fails when nothing can be installed" {
  stub id 'echo 1000'
  stub sudo 'exit 1'
  stub dpkg-query 'exit 1'
  run --separate-stderr "$clone/scripts/test"
  [ "$status" -eq 1 ]
  [ "$output" = "0 passed, 1 failed" ]
}

@test "the real tlsbench is built, answers from elsewhere, and costs less than a second when nothing changed" {
  [ -x "$BATS_TEST_DIRNAME/../../build/release/tlsbench" ] || skip "the tool is not built"
  PATH=${PATH#*:}
  unset TLSBENCH_LIBRARIES # those that it was built with
  "$BATS_TEST_DIRNAME/../../scripts/tlsbench" --version
  LC_ALL=C TIMEFORMAT="%U %S" # of the processor: on a busy machine it waits besides
  { time "$BATS_TEST_DIRNAME/../../scripts/tlsbench" --version >said 2>errors; } 2>took
  [ -s said ]
  [ ! -s errors ]
  awk '{ exit $1 + $2 < 1 ? 0 : 1 }' took
}
