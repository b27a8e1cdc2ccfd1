# Mistakes on the command line: one line that says what is wrong and what would help, exit code 2, no folder made.

bats_require_minimum_version 1.5.0
load helper

# mistake TEXT ARGUMENTS...: fails with exit code 2 and exactly one line, which holds the text.
mistake() {
  local text="$1"
  shift
  run --separate-stderr "$TLSBENCH" "$@"
  [ "$status" -eq 2 ]
  [ -z "$output" ]
  [ "$(wc -l <<<"$stderr")" -eq 1 ]
  [[ "$stderr" == "tlsbench: "*"$text"* ]]
  [ ! -e results ]
}

@test "standard output that cannot be written is a line and no success, and a closed pipe is nobody's business" {
  local words
  for words in "list" "--help" "list --format csv"; do
    run --separate-stderr bash -c "\"\$0\" $words >/dev/full" "$TLSBENCH"
    [ "$status" -eq 1 ]
    [ "$stderr" = "tlsbench: cannot write to standard output: No space left on device" ]
    run --separate-stderr bash -c "\"\$0\" $words | true; exit \${PIPESTATUS[0]}" "$TLSBENCH"
    [ "$status" -le 1 ] # 0 if all of it fits into the pipe
    [ -z "$stderr" ]
  done
}

@test "an unknown option offers the nearest" { mistake "did you mean --protocol?" --protocl 1.3; }
@test "an unknown option with a value offers the nearest" { mistake "did you mean --backend?" --backnd=openssl; }
@test "an unknown command offers the nearest" { mistake "did you mean list?" lits; }
@test "an unknown protocol offers the nearest" { mistake "unknown protocol '1.4'" --protocol 1.4; }
@test "an unknown handshake offers the nearest" { mistake "did you mean ticket?" --handshake tikcet; }
@test "an unknown group offers the nearest" { mistake "did you mean x25519?" --group x25591; }
@test "an unknown suite offers the nearest" {
  mistake "did you mean TLS_AES_128_GCM_SHA256?" --cipher TLS_AES_128_GCM_SHA265
}
@test "an unknown certificate kind offers the nearest" { mistake "did you mean rsa-2048?" --auth rsa-2047; }
@test "static RSA is no suite of TLS 1.3" {
  mistake "nothing that was asked can be: TLS_RSA_WITH_AES_128_GCM_SHA256 is a suite of TLS 1.2" \
    --protocol 1.3 --cipher TLS_RSA_WITH_AES_128_GCM_SHA256
}
@test "early data is no kind of TLS 1.2" { mistake "TLS 1.2 has no early-data" --protocol 1.2 --handshake early-data; }
@test "an ECDSA suite does not go with an RSA chain" {
  mistake "does not go with a certificate of rsa-2048" --protocol 1.2 --auth rsa-2048 \
    --cipher TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
}
@test "what no library named can is refused with the library's reason" {
  local boringssl
  boringssl="$(distribution_build boringssl)"
  mistake "$boringssl: this library does not have the group x448" --backend "$boringssl" --group x448
}
@test "a target decides its own tickets" { mistake "a target" --target 127.0.0.1:1 --handshake refused-ticket; }
@test "an unknown sweep offers the nearest" { mistake "did you mean group?" --sweep groups; }
@test "an unknown link offers the nearest" { mistake "did you mean loopback?" --link lopback; }
@test "an unknown backend offers the nearest" { mistake "did you mean openssl?" --backend opnssl; }
@test "a backend prefix ends before a dash or a dot" { mistake "no backend open" --backend open; }
@test "a backend prefix does not end in a dash" { mistake "did you mean openssl?" --backend openssl-; }
@test "a backend prefix does not end in a dot" { mistake "did you mean openssl-3?" --backend openssl-3.; }
@test "a port that is not a number" { mistake "'https' in 'localhost:https' is no port" --target localhost:https; }
@test "a port that is too large" { mistake "no port" --target localhost:65536; }
@test "port 0" { mistake "no port" --target localhost:0; }
@test "a target without a host" { mistake "names no host" --target :443; }
@test "a bracket that is not closed" { mistake "[IPv6 address]:port" --target '[::1'; }
@test "a time that is no number" { mistake "--time" --time soon; }
@test "a time of 0" { mistake "--time is a number of seconds" --time 0; }
@test "a time that is not finite" { mistake "--time is a number of seconds" --time nan; }
@test "a negative number of handshakes" { mistake "--handshakes" --handshakes -5; }
@test "no executions" { mistake "--executions" --executions 0; }
@test "a timeout of 0" { mistake "--timeout" --timeout 0; }
@test "tickets that are none" { mistake "resumption by ticket needs a ticket" --tickets 0 --handshake ticket; }
@test "--csv takes only -" { mistake "--csv takes only '-'" --csv out.csv; }
@test "--ca without a target" { mistake "are for --target" --ca root.pem; }
@test "--link with a target" { mistake "leave out --link" --target localhost --link memory; }
@test "--auth with a target" { mistake "leave out --auth" --target localhost --auth rsa-2048; }
@test "--ca and --insecure" { mistake "contradict" --target localhost --ca root.pem --insecure; }
@test "a word too many" { mistake "unexpected 'now'" run --quiet now; }
@test "list takes only its own options" { mistake "unknown option '--verbose'" list --verbose; }
@test "a value that is missing" { mistake "--backend" --backend; }

@test "a CA file that is not there" {
  run --separate-stderr "$TLSBENCH" --target localhost:1 --ca nowhere.pem --out made
  [ "$status" -eq 2 ]
  [[ "$stderr" == *"cannot read nowhere.pem: No such file or directory"* ]]
}

@test "a CA file without a certificate" {
  echo hello >empty.pem
  run --separate-stderr "$TLSBENCH" --target localhost:1 --ca empty.pem --out made
  [ "$status" -eq 2 ]
  [[ "$stderr" == *"empty.pem holds no certificate"* ]]
}

@test "--help and --version are data" {
  run --separate-stderr "$TLSBENCH" --help
  [ "$status" -eq 0 ]
  [ -z "$stderr" ]
  [[ "$(unwrapped)" == *"--target"* ]]
  run --separate-stderr "$TLSBENCH" --version
  [ "$status" -eq 0 ]
  [[ "$(unwrapped)" == "tlsbench "* ]]
}

@test "list names every backend and what it can do" {
  run --separate-stderr "$TLSBENCH" list
  [ "$status" -eq 0 ]
  for backend in null openssl- boringssl- wolfssl- gnutls-; do
    grep -q "^$backend" <<<"$output"
  done
  [[ "$(unwrapped)" == *"1.3 auth rsa-2048"* ]]
}

@test "a missing plug-in folder" {
  TLSBENCH_BACKENDS="$WORK/none" run --separate-stderr "$TLSBENCH" list
  [ "$status" -eq 1 ]
  [[ "$stderr" == *"no plug-in was found"* ]]
  TLSBENCH_BACKENDS="$WORK/none" run --separate-stderr "$TLSBENCH" --backend openssl
  [ "$status" -eq 2 ]
  [[ "$stderr" == *"no plug-in was found"* ]]
}

@test "a file that is no plug-in is refused with its reason, and the others work" {
  mkdir plugins
  cp "$(dirname "$TLSBENCH")"/backends/null.so plugins/
  echo "not a library" >plugins/broken.so
  TLSBENCH_BACKENDS="$WORK/plugins" run --separate-stderr "$TLSBENCH" list
  [ "$status" -eq 0 ]
  [[ "$(unwrapped)" == "null"* ]]
  [[ "$stderr" == *"broken.so does not load"* ]]
}
