#!/usr/bin/env bats
# shellcheck disable=SC2016,SC2154  # a backquote of the table; run sets $stderr and $output
# Another machine has other patch levels: what the tests and the documents know must hold there. Here are plug-ins of the
# same libraries that call themselves x.y.99 (tests/patch_level). All of tests/cli passes with them, too:
# TLSBENCH_BACKENDS=build/release/patch-level-backends bats tests/cli

bats_require_minimum_version 1.5.0
load helper

setup() {
  common_setup
  REAL="$(dirname "$TLSBENCH")/backends"
  PLUGINS="$(dirname "$TLSBENCH")/patch-level-backends"
  CHECKER="$BATS_TEST_DIRNAME/capabilities.py"
}

# list_of FOLDER: what the libraries of that folder can do.
list_of() { TLSBENCH_BACKENDS="$1" "$TLSBENCH" list --format csv; }

@test "the names that tests take from the list are those of the patch level that is there" {
  local library
  for library in openssl boringssl wolfssl gnutls; do
    [[ "$(distribution_build "$library")" =~ ^$library-[0-9]+\.[0-9]+\.99- ]]
    [[ ! "$(PLUGINS="$REAL" distribution_build "$library")" =~ \.99- ]]
  done
}

@test "the table of backends/README.md holds for another patch level; a difference names both" {
  list_of "$PLUGINS" >list.csv
  "$CHECKER" "$REPO/backends/README.md" list.csv
  sed 's/^\(openssl.*\),1.3 full,yes,/\1,1.3 full,no,it is broken/' list.csv >changed.csv
  run ! "$CHECKER" "$REPO/backends/README.md" changed.csv
  [[ "$(unwrapped)" == *".99-debian, 1.3 full: the table says 'yes' of openssl-"*"-debian (written with OpenSSL "*"), the list 'it is broken'"* ]]
}

@test "the table comes out the same whatever the patch level it is written with" {
  local folder
  for folder in "$REAL" "$PLUGINS"; do
    mkdir -p clone/backends
    cp -r "$REPO/scripts" clone/
    cp "$REPO/backends/README.md" clone/backends/
    distribution_libraries_only_of "$folder" clone/scripts/capabilities --tool "$TLSBENCH"
    # Without the third column, which tells the version it was written with.
    awk -F'|' -v OFS='|' '$3 ~ /`/ { $4 = "" } 1' clone/backends/README.md >>"table-$(basename "$folder").md"
    rm -r clone
  done
  diff table-*.md
  grep -q '^| [A-Z] | `openssl-[0-9]*\.[0-9]*-debian`' table-patch-level-backends.md
}

# distribution_libraries_only_of FOLDER COMMAND...: the command, for which there are only these.
distribution_libraries_only_of() {
  PLUGINS="$1"
  shift
  (distribution_libraries_only && "$@")
}

@test "two builds of a series are one column if they can do the same, and two if not" {
  local columns="$REPO/scripts/capability_columns.py"
  printf '%s\n' backend,kind,able,reason x-1.2.3,full,yes, x-1.2.10,full,yes, x-1.2.3-debian,full,yes, \
    boringssl-13.0.0-r24,full,yes, >list.csv
  [ "$("$columns" list.csv | paste -sd,)" = \
    "x-1.2.10 x-1.2,x-1.2.3-debian x-1.2-debian,boringssl-13.0.0-r24 boringssl-13" ]
  sed -i 's/^x-1.2.3,full,yes,/x-1.2.3,full,no,broken/' list.csv
  [ "$("$columns" list.csv | head -n 2 | paste -sd,)" = "x-1.2.3 x-1.2.3,x-1.2.10 x-1.2" ]
}

@test "a library of another patch level is measured under its own name, and so is its variant" {
  local openssl
  openssl="$(distribution_build openssl)"
  TLSBENCH_BACKENDS="$PLUGINS" run --separate-stderr "$TLSBENCH" --backend "$openssl,$openssl@noaes" --protocol 1.3 \
    --handshake full --link memory --time 1 --executions 1 --handshakes 5 --out run
  [ "$status" -eq 0 ]
  all_rows status ok run/summary.csv
  [ "$(column client run/summary.csv | xargs)" = "$openssl $openssl@noaes" ]
  [[ "$(column client_version run/summary.csv | sort -u)" == "OpenSSL "*.99" "* ]]
}
