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

# The stand-ins of a whole scripts/test: a program of four cases, of which one fails if $1 is given, and a script.
stub_tests() {
  local failure=${1:+"<failure message=\"$1\"/>"} status=${1:+fail} preset
  mkdir -p "$clone"/build/fuzz "$clone/.ci" "$clone/backends" "$clone/tests/fuzz/seeds" "$clone/tests/golden"
  touch "$clone/bench/a.cc" "$clone/tests/fuzz/seeds/a" "$clone/tests/golden/a.csv" "$clone/tests/cli/a.bats"
  printf '#!/bin/sh\nexit 0\n' >"$clone/build/fuzz/csv_reader_fuzz"
  chmod +x "$clone/build/fuzz/csv_reader_fuzz"
  for preset in release asan fuzz; do
    mkdir -p "$clone/build/$preset"
    touch "$clone/build/$preset/build.ninja"
  done
  stub clang-format ''
  stub shellcheck ''
  printf '#!/bin/sh\nexit 0\n' >"$clone/scripts/tidy.py"
  stub_ctest "<testsuite><testcase name='a_test' status='${status:-run}' time='2'/>
    <testcase name='script' status='run' time='1'/></testsuite>" "<testsuites><testsuite>
    <testcase classname='A' name='good' status='run' time='500'/>
    <testcase classname='A' name='other' status='run' time='1500'>$failure</testcase>
    <testcase classname='A' name='left out' status='run'><skipped message=''/></testcase>
    <testcase classname='A' name='disabled' status='notrun'/></testsuite></testsuites>"
  stub bats 'echo "1..2"; echo "ok 1 good in 7000000ms"; echo "ok 2 left out in 1ms # skip no server"'
}

# stub_ctest RESULTS [CASES]: what ctest writes, and what the program does.
stub_ctest() {
  printf '%s' "$1" >"$BATS_TEST_TMPDIR/results.xml"
  printf '%s' "${2:-}" >"$BATS_TEST_TMPDIR/cases.xml"
  stub ctest 'preset=$2; results=; list=
    while [ $# -gt 0 ]; do
      case $1 in --output-junit) results=$2 ;; --show-only*) list=yes ;; esac
      shift
    done
    build='"'$clone'"'/build/$preset
    if [ "$list" ]; then
      echo "{\"tests\": [{\"name\": \"a_test\", \"command\": [\"a\", \"--gtest_output=xml:$build/cases/a_test.xml\"]},
        {\"name\": \"script\", \"command\": [\"script\"]}]}"
      exit
    fi
    mkdir -p "$build/cases"
    cp '"'$BATS_TEST_TMPDIR/results.xml'"' "$results"
    [ ! -s '"'$BATS_TEST_TMPDIR/cases.xml'"' ] || cp '"'$BATS_TEST_TMPDIR/cases.xml'"' "$build/cases/a_test.xml"'
}

# 2 libraries, 2 builds, format, tidy, shell, fuzz; 2 x 2 cases and a script; 1 on the command line. Skipped are 2 x 2
# cases, and 1 on the command line.

@test "test adds up what passed and what was skipped, and tells what took longest" {
  stub_tests
  run --separate-stderr "$clone/scripts/test"
  [ "$status" -eq 0 ]
  [ "${lines[-1]}" = "15 passed, 0 failed, 5 skipped" ]
  [ "${lines[0]}" = "The slowest:" ]
  [ "${lines[1]}" = " 7000.0 s  a: good" ]
  [ "${lines[2]}" = " 1500.0 s  A.other (release)" ]
  [ "${#lines[@]}" -eq 22 ]
}

@test "test fails when a unit test fails" {
  stub_tests "wrong"
  run --separate-stderr "$clone/scripts/test"
  [ "$status" -eq 1 ]
  [ "${lines[-1]}" = "13 passed, 2 failed, 5 skipped" ]
}

@test "test goes on after a failed check, shows it, and fails" {
  stub_tests
  stub clang-format 'echo "a.cc: badly formatted"; exit 1'
  run --separate-stderr "$clone/scripts/test"
  [ "$status" -eq 1 ]
  [[ $output == *"a.cc: badly formatted"* ]]
  [ "${lines[-1]}" = "14 passed, 1 failed, 5 skipped" ]
}

@test "test fails when the analysis behind the tests finds something, and shows it" {
  stub_tests
  printf '#!/bin/sh\nsleep 0.5\necho "a.cc: a finding"\nexit 1\n' >"$clone/scripts/tidy.py"
  run --separate-stderr "$clone/scripts/test"
  [ "$status" -eq 1 ]
  [[ $output == *"FAILED: static analysis (clang-tidy)"*"a.cc: a finding"* ]]
  [ "${lines[-1]}" = "14 passed, 1 failed, 5 skipped" ]
}

@test "test runs no unit tests of a build that failed" {
  stub_tests
  stub ninja 'case "$*" in *asan*) echo "[1/1] dry run" ;; *) echo "ninja: no work to do." ;; esac'
  stub cmake '[ "$1" != --build ] || { echo "x.cc: error"; exit 1; }'
  run --separate-stderr "$clone/scripts/test"
  [ "$status" -eq 1 ]
  [[ $output == *"x.cc: error"* ]]
  [ "${lines[-1]}" = "11 passed, 1 failed, 3 skipped" ]
  run ! grep -q '^ctest --preset asan' "$calls"
}

@test "test fails when the fuzzer finds something, and shows it" {
  stub_tests
  printf '#!/bin/sh\necho "ERROR: a finding"; exit 77\n' >"$clone/build/fuzz/csv_reader_fuzz"
  run --separate-stderr "$clone/scripts/test"
  [ "$status" -eq 1 ]
  [[ $output == *"ERROR: a finding"* ]]
  [ "${lines[-1]}" = "14 passed, 1 failed, 5 skipped" ]
}

@test "test counts what a program did before it died, and its death" {
  stub_tests
  stub_ctest "<testsuite><testcase name='a_test' status='fail' time='2'><system-out>[ RUN      ] A.good
[       OK ] A.good (3 ms)
[ RUN      ] A.bad
[  FAILED  ] A.bad (4 ms)
[ RUN      ] A.last
Segmentation fault</system-out></testcase><testcase name='script' status='run' time='1'/></testsuite>"
  run --separate-stderr "$clone/scripts/test"
  [ "$status" -eq 1 ]
  [[ $stderr == *"FAILED: a_test ended early, in A.last"* ]]
  [ "${lines[-1]}" = "13 passed, 4 failed, 1 skipped" ]
}

@test "test fails when a program fails after its last case, such as for a leak" {
  stub_tests
  sed -i "s/name='a_test' status='run'/name='a_test' status='fail'/" "$BATS_TEST_TMPDIR/results.xml"
  run --separate-stderr "$clone/scripts/test"
  [ "$status" -eq 1 ]
  [ "${lines[-1]}" = "15 passed, 2 failed, 5 skipped" ]
}

@test "test fails when unit tests or command-line tests never came to an end" {
  stub_tests
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
