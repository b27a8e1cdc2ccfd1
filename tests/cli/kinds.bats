# Every kind of handshake through the whole tool: its columns, its round trips, on every link, and of real servers.

bats_require_minimum_version 1.5.0
load helper

setup() {
  common_setup
  distribution_libraries_only
}

KINDS=full,ticket,session-id,psk-ke,early-data,rejected-early-data,hello-retry,hello-retry-ticket,refused-ticket,false-start

# short ARGUMENTS...: a run of few handshakes into run/.
short() {
  run --separate-stderr timeout 120 "$TLSBENCH" --time "${TIME:-1}" --executions 1 --handshakes 10 --out run "$@"
}

# holds_of_rows CODE: Python that looks at the rows of run/summary.csv.
holds_of_rows() {
  python3 -c "
import csv, sys
rows = list(csv.DictReader(open('run/summary.csv', newline='')))
ok = [row for row in rows if row['status'] == 'ok']
by = {(r['client'].split('-')[0], r['link'], r['protocol'], r['handshake']): r for r in rows}
$1"
}

@test "every kind, in memory and over loopback: its round trips and columns, verified on both" {
  short --handshake "$KINDS" --link memory,loopback
  [ "$status" -eq 0 ]
  holds_of_rows "
full = {'1.2': '2', '1.3': '1'}
for row in rows:
    kind, protocol = row['handshake'], row['protocol']
    assert row['status'] in ('ok', 'unsupported') and (row['reason'] or row['status'] == 'ok'), row
    if row['status'] == 'unsupported':
        continue
    assert row['verified'] == row['handshakes'] and int(row['verified']) >= 5, row
    expected = {'full': full[protocol], 'refused-ticket': full[protocol], 'early-data': '0',
                'hello-retry': '2', 'hello-retry-ticket': '2'}.get(kind, '1')
    assert row['round_trips'] == expected, row
    assert bool(row['early_data_bytes']) == ('early-data' in kind), row
    resumed13 = protocol == '1.3' and kind not in ('full', 'hello-retry', 'refused-ticket')
    assert row['psk_mode'] == ('' if not resumed13 else 'psk_ke' if kind == 'psk-ke' else 'psk_dhe_ke'), row
    resumed12 = protocol == '1.2' and kind in ('ticket', 'session-id')
    assert row['kx'] == ('' if resumed12 else 'PSK' if kind == 'psk-ke' else 'ECDHE'), row
for (client, link, protocol, kind), row in by.items():
    if link == 'memory':
        twin = by[client, 'loopback', protocol, kind]
        assert row['status'] == twin['status'], (row, twin)
        if row['status'] == 'ok':
            assert abs(int(row['bytes_sent']) - int(twin['bytes_sent'])) <= 24, (row, twin)
assert sum(r['client'].startswith('openssl') for r in ok) == 2 * 12, len(ok)  # all but False Start
assert by['boringssl', 'loopback', '1.2', 'false-start']['status'] == 'ok'
"
}

@test "every kind between every client and every server: verified, or said why not" {
  local every=openssl,boringssl,wolfssl,gnutls
  short --client "$every" --server "$every" --handshake "$KINDS" --link memory
  [ "$status" -eq 0 ]
  holds_of_rows "
assert len(rows) == 16 * 20, len(rows)
for row in rows:
    assert row['status'] in ('ok', 'unsupported', 'refused') and (row['reason'] or row['status'] == 'ok'), row
    assert row['status'] != 'ok' or row['verified'] == row['handshakes'] and int(row['verified']) >= 5, row
crossed = [row for row in ok if row['client'] != row['server']]
assert {row['handshake'] for row in crossed} == set('$KINDS'.split(',')), crossed
assert sum(row['status'] == 'refused' for row in rows) <= 8, [row['reason'] for row in rows if row['status'] == 'refused']"
}

@test "accepted and rejected early data are rows of their own, and flights.csv shows the difference" {
  short --backend openssl --handshake early-data,rejected-early-data --protocol 1.3 --link memory
  [ "$status" -eq 0 ]
  python3 - run/flights.csv <<'PY'
import csv, sys
messages = {}
for row in csv.DictReader(open(sys.argv[1], newline="")):
    messages[row["handshake"]] = messages.get(row["handshake"], "") + " " + row["messages"]
assert "EndOfEarlyData[4]" in messages["early-data"], messages
assert "EndOfEarlyData" not in messages["rejected-early-data"], messages
PY
  [ "$(times_said "can be replayed")" -eq 1 ]
}

@test "static RSA, DHE and ECDHE by their suites, and the message that static RSA lacks" {
  short --backend openssl --auth rsa-2048 --protocol 1.2 --handshake full --link memory --cipher \
    TLS_RSA_WITH_AES_128_GCM_SHA256,TLS_DHE_RSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
  [ "$status" -eq 0 ]
  [ "$(column kx run/summary.csv | xargs)" = "RSA DHE ECDHE" ]
  [ "$(grep -c ServerKeyExchange run/flights.csv)" -eq 2 ]
}

@test "mutual TLS: the certificate that the server asked for, and what it costs in bytes" {
  short --backend openssl --client-auth none,ed25519 --handshake full --link memory,loopback
  [ "$status" -eq 0 ]
  holds_of_rows "
for with_it, without in ((r, s) for r in ok for s in ok if r['client_auth'] == 'ed25519' and s['client_auth'] == 'none'):
    if (with_it['protocol'], with_it['link']) == (without['protocol'], without['link']):
        assert int(with_it['bytes_sent']) > int(without['bytes_sent']) + 500, (with_it, without)
assert len(ok) == 8, rows"
  [ "$(grep -c CertificateRequest run/flights.csv)" -ge 4 ]
}

@test "a client that offers two shares, and a server that chooses" {
  short --backend gnutls --group x25519+secp256r1,secp256r1 --handshake full --protocol 1.3 --link memory
  [ "$status" -eq 0 ]
  [ "$(column offered_groups run/summary.csv | xargs)" = "x25519+secp256r1" ]
  [ "$(column group run/summary.csv | xargs)" = "x25519 secp256r1" ]
  holds_of_rows "assert int(rows[0]['bytes_sent']) - int(rows[1]['bytes_sent']) > 32, rows"
}

@test "records of 512 bytes are more records, in every library that can be told so" {
  short --record-size 512,16384 --handshake full --link memory
  [ "$status" -eq 0 ]
  holds_of_rows "
for row in rows:
    able = not row['client'].startswith('wolfssl')
    assert row['record_size'] in ('512', '16384') and row['status'] == ('ok' if able else 'unsupported'), row
    assert able or 'max_fragment_length' in row['reason'], row
records = {}
for row in csv.DictReader(open('run/flights.csv', newline='')):
    if row['from'] == 'server' and 'Certificate' in row['messages']:
        records.setdefault((row['client'], row['protocol']), []).append(int(row['records']))
assert records and all(small > large for small, large in records.values()), records"
  [[ "$output" == *"record size"* ]]
}

@test "a sweep compares each value with the first, and each row shows its own" {
  short --sweep tickets --backend openssl,gnutls --protocol 1.3
  [ "$status" -eq 0 ]
  [ "$(column tickets_asked run/summary.csv | xargs)" = "0 1 2 3 4 0 1 2 3 4" ]
  all_rows link memory run/summary.csv
  [ "$(times_said "what each value costs against the first")" -eq 1 ]
  [ "$(times_said "4 tickets against 0 tickets")" -eq 2 ]
  [[ "$(unwrapped)" == *"kind tickets"* ]]
}

@test "a sweep leaves out what its protocol has not; asked for by name it is unsupported and fails nothing" {
  short --sweep handshake --backend openssl
  [ "$status" -eq 0 ]
  holds_of_rows "
assert ('openssl', 'memory', '1.2', 'psk-ke') not in by and ('openssl', 'memory', '1.3', 'session-id') not in by
assert by['openssl', 'memory', '1.2', 'false-start']['status'] == 'unsupported'"
  rm -r run
  short --handshake psk-ke --backend openssl --link memory
  [ "$status" -eq 0 ]
  holds_of_rows "
assert by['openssl', 'memory', '1.2', 'psk-ke']['reason'] == 'TLS 1.2 has no psk-ke', rows
assert by['openssl', 'memory', '1.3', 'psk-ke']['status'] == 'ok', rows"
}

# target ARGUMENTS...: the server on $PORT. It ends as soon as it has its handshakes, on a busy machine too.
target() { TIME=20 short --target "localhost:$PORT" --ca root.pem "$@"; }

@test "nginx: early data, taken where it is on and refused where it is off" {
  make_certificates
  start_nginx "ssl_early_data on;"
  target --handshake ticket,early-data --protocol 1.3 --backend openssl,boringssl,gnutls
  [ "$status" -eq 0 ]
  holds_of_rows "
assert len(ok) == 6, rows
for row in ok:
    assert row['round_trips'] == ('0' if row['handshake'] == 'early-data' else '1'), row"
  [ "$(times_said "whether the target has a protection does not show")" -eq 1 ]
  sed -i "s/ssl_early_data on;//" nginx.conf
  kill -HUP "${STARTED[0]}"
  sleep 0.5
  rm -r run
  target --handshake early-data --protocol 1.3 --backend openssl
  all_rows status refused run/summary.csv
}

@test "False Start with a server that chooses a protocol by ALPN, and none with one that does not" {
  make_certificates
  start_nginx
  target --handshake full,false-start --protocol 1.2 --backend boringssl
  [ "$status" -eq 0 ]
  [ "$(column round_trips run/summary.csv | xargs)" = "2 1" ]
  PORT="$(free_port)"
  start openssl s_server -accept "127.0.0.1:$PORT" -cert leaf.pem -key leaf.key -www -quiet
  wait_for_port "$PORT"
  rm -r run
  target --handshake full,false-start --protocol 1.2 --backend boringssl
  [ "$status" -eq 0 ]
  [ "$(column status run/summary.csv | xargs)" = "ok refused" ]
  [ "$(times_said "the server chose no protocol by ALPN")" -eq 1 ]
}

@test "nginx: session IDs, and a HelloRetryRequest where it is expected" {
  make_certificates
  start_nginx "ssl_session_tickets off; ssl_session_cache shared:tlsbench:1m; ssl_ecdh_curve prime256v1;"
  target --handshake session-id --protocol 1.2 --backend openssl,boringssl,gnutls,wolfssl
  [ "$status" -eq 0 ]
  all_rows verified 10 run/summary.csv
  all_rows round_trips 1 run/summary.csv
  rm -r run
  target --handshake hello-retry --protocol 1.3 --group x25519+secp256r1 --backend openssl,boringssl,gnutls
  [ "$status" -eq 0 ]
  all_rows verified 10 run/summary.csv
  all_rows group secp256r1 run/summary.csv
  all_rows round_trips 2 run/summary.csv
}
