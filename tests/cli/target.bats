# Real servers on loopback ports: nginx, haproxy, openssl s_server; and servers that misbehave.

bats_require_minimum_version 1.5.0
load helper

setup() {
  common_setup
  distribution_libraries_only
}

# measure ARGUMENTS...: a short run against $PORT into run/. It ends as soon as it has its handshakes.
measure() {
  run --separate-stderr timeout 120 "$TLSBENCH" --target "localhost:$PORT" --time 60 --executions 2 --handshakes 30 \
    --timeout 2 --out run "$@"
}

all_rows_ok() {
  [ "$status" -eq 0 ]
  [ "$(column status run/summary.csv | sort | uniq -c | xargs)" = "16 ok" ]
  all_rows verified 30 run/summary.csv
  all_rows server "" run/summary.csv
  all_rows target "localhost:$PORT" run/summary.csv
  all_rows auth ecdsa-p256 run/summary.csv
  [ "$(column client run/summary.csv | sort -u | wc -l)" -eq 4 ]
  no_empty first_byte_ms_p50 run/summary.csv
}

@test "nginx: every library, both protocols, full and true resumptions" {
  make_certificates
  start_nginx
  measure --ca root.pem
  all_rows_ok
  [[ "$(unwrapped)" != *"As shipped"* ]] # nothing is pinned there
  no_empty cipher_suite run/summary.csv
}

@test "haproxy: every library, both protocols, full and true resumptions" {
  make_certificates
  PORT="$(free_port)"
  cat leaf.pem leaf.key >both.pem
  cat >haproxy.cfg <<CONF
global
  maxconn 200
  ssl-default-bind-options ssl-min-ver TLSv1.2
defaults
  mode http
  timeout connect 5s
  timeout client 5s
  timeout server 5s
frontend tls
  bind 127.0.0.1:$PORT ssl crt both.pem alpn http/1.1
  http-request return status 200 content-type text/plain string hello
CONF
  start haproxy -f haproxy.cfg -db
  wait_for_port "$PORT"
  measure --ca root.pem
  all_rows_ok
}

start_s_server() {
  PORT="$(free_port)"
  start openssl s_server -accept "127.0.0.1:$PORT" -cert leaf.pem -key leaf.key -www -quiet "$@"
  wait_for_port "$PORT"
}

@test "openssl s_server: every library, both protocols, full and true resumptions" {
  make_certificates
  start_s_server
  measure --ca root.pem
  all_rows_ok
}

@test "a server with only TLS 1.2: its 1.3 rows say so, its 1.2 rows stand" {
  make_certificates
  start_s_server -tls1_2
  measure --ca root.pem
  [ "$status" -eq 0 ]
  [ "$(paste -d' ' <(column protocol run/summary.csv) <(column status run/summary.csv) | sort | uniq -c | xargs)" = \
    "8 1.2 ok 8 1.3 refused" ]
  [ "$(times_said "the server does not offer TLS 1.3")" -eq 1 ]
}

@test "a server with only TLS 1.3: its 1.2 rows say so" {
  make_certificates
  start_s_server -tls1_3
  measure --ca root.pem
  [ "$status" -eq 0 ]
  [ "$(paste -d' ' <(column protocol run/summary.csv) <(column status run/summary.csv) | sort | uniq -c | xargs)" = \
    "8 1.2 refused 8 1.3 ok" ]
}

@test "a server that does not resume is reported as refused, and its full rows stand" {
  make_certificates
  start_nginx "ssl_session_tickets off; ssl_session_cache off;"
  measure --ca root.pem
  [ "$status" -eq 0 ]
  [ "$(paste -d' ' <(column handshake run/summary.csv) <(column status run/summary.csv) | sort | uniq -c | xargs)" = \
    "8 full ok 8 ticket refused" ]
  python3 - <<'PY'
import csv
for row in csv.DictReader(open("run/summary.csv", newline="")):
    if row["handshake"] == "ticket":
        assert row["verified"] in ("", "0"), row
        assert row["handshake_ms_p50"] == "", row
        assert row["reason"], row
PY
}

@test "without a request there is no first byte" {
  make_certificates
  start_nginx
  measure --ca root.pem --no-request
  [ "$status" -eq 0 ]
  all_rows first_byte_ms_p50 "" run/summary.csv
  [ "$(column status run/summary.csv | sort | uniq -c | xargs)" = "16 ok" ]
}

@test "pinned parameters are offered, verified and in the row" {
  make_certificates
  start_nginx
  measure --ca root.pem --backend openssl --group secp384r1 --cipher TLS_CHACHA20_POLY1305_SHA256 --protocol 1.3
  [ "$status" -eq 0 ]
  all_rows group secp384r1 run/summary.csv
  all_rows cipher_suite TLS_CHACHA20_POLY1305_SHA256 run/summary.csv
}

@test "an IP address is checked as one" {
  make_certificates
  start_nginx
  run --separate-stderr "$TLSBENCH" --target "127.0.0.1:$PORT" --ca root.pem --time 3 --executions 1 --handshakes 5 --out run
  [ "$status" -eq 0 ]
  all_rows status ok run/summary.csv
}

@test "an IPv6 address in brackets" {
  PORT="$(free_port)"
  make_certificates
  start openssl s_server -accept "[::1]:$PORT" -cert leaf.pem -key leaf.key -www -quiet
  wait_for_port "$PORT" ::1
  run --separate-stderr "$TLSBENCH" --target "[::1]:$PORT" --insecure --time 3 --executions 1 --handshakes 5 --out run
  [ "$status" -eq 0 ]
  all_rows status ok run/summary.csv
  all_rows target "[::1]:$PORT" run/summary.csv
}

@test "a large response is no fault, wherever TCP cuts it" {
  make_certificates
  mkdir html
  head -c 300000 /dev/zero | tr '\\0' x >html/index.html
  start_nginx "location = / { root \"$WORK/html\"; try_files /index.html =404; }"
  measure --ca root.pem
  all_rows_ok
}

@test "a server that chose HTTP/2 is sent no HTTP/1.1 request" {
  make_certificates
  start_nginx
  sed -i "s/ ssl;/ ssl http2;/" nginx.conf
  kill -HUP "${STARTED[0]}"
  sleep 0.5
  measure --ca root.pem --alpn h2 --backend openssl
  [ "$status" -eq 0 ]
  all_rows status ok run/summary.csv
  all_rows first_byte_ms_p50 "" run/summary.csv
}

@test "a HelloRetryRequest is the server's right, and the row says how to avoid it" {
  make_certificates
  start_nginx "ssl_ecdh_curve secp384r1;"
  measure --ca root.pem --backend openssl --protocol 1.3 --handshake full
  all_rows status refused run/summary.csv
  [[ "$(unwrapped)" == *"--group secp384r1 avoids it"* ]]
  rm -r run
  measure --ca root.pem --backend openssl --protocol 1.3 --handshake full --group secp384r1
  [ "$status" -eq 0 ]
  all_rows status ok run/summary.csv
}

@test "a suite that goes with another protocol is reported, never replaced" {
  make_certificates
  start_nginx
  measure --ca root.pem --backend openssl --cipher TLS_AES_256_GCM_SHA384
  [ "$status" -eq 0 ]
  [ "$(paste -d' ' <(column protocol run/summary.csv) <(column status run/summary.csv) | sort | uniq -c | xargs)" = \
    "2 1.2 unsupported 2 1.3 ok" ]
}

# all_fail TEXT: every row fails with one reason, said once.
all_fail() {
  [ "$status" -eq 1 ]
  all_rows status failed run/summary.csv
  [ "$(times_said "$1")" -eq 1 ]
}

# fails_by_certificate ARGUMENTS...: every library refuses the certificate, and the advice names the options.
fails_by_certificate() {
  measure "$@"
  [ "$status" -eq 1 ]
  all_rows status failed run/summary.csv
  [ "$(column reason run/summary.csv | grep -cF -- --insecure)" -eq 16 ] # an empty reason would not count
}

@test "an unknown root" {
  make_certificates
  start_nginx
  fails_by_certificate
}

@test "a wrong name" {
  make_certificates
  start_nginx
  fails_by_certificate --ca root.pem --sni elsewhere.example
}

@test "an expired certificate" {
  make_certificates faketime "60 days ago"
  start_nginx
  fails_by_certificate --ca root.pem
}

@test "--insecure accepts any certificate" {
  make_certificates faketime "60 days ago"
  start_nginx
  measure --insecure
  [ "$status" -eq 0 ]
  all_rows status ok run/summary.csv
}

@test "a host that cannot be resolved" {
  PORT=443
  run --separate-stderr timeout 60 "$TLSBENCH" --target nowhere.invalid --timeout 5 --out run
  all_fail "cannot resolve nowhere.invalid"
}

@test "a closed port" {
  PORT="$(free_port)"
  measure
  all_fail "Connection refused"
}

@test "a server that accepts and never answers costs one timeout, not one for each row" {
  start_bad_server silent
  SECONDS=0
  measure
  all_fail "stayed silent for 2 s"
  [ "$SECONDS" -lt 30 ] # 16 rows of 2 s each would be more
}

@test "a server that stops half-way" {
  start_bad_server stall
  measure --backend openssl
  all_fail "did not finish answering within 2 s"
}

@test "a server that speaks HTTP" {
  start_bad_server http
  measure
  all_fail "does not speak TLS: it answered 'HTTP/1.1 400 Bad Request'"
}

@test "a server that speaks first" {
  start_bad_server smtp
  measure
  all_fail "does not speak TLS: it answered '220 mail.example ESMTP'"
}

@test "a server that sends an alert" {
  start_bad_server alert
  measure --backend openssl
  all_fail "handshake failure"
}

@test "a server that closes mid-handshake" {
  start_bad_server close
  measure
  all_fail "closed the connection"
}

@test "a server that closes in the middle of a message" {
  start_bad_server half
  measure
  all_fail "closed the connection after 11 bytes"
}

@test "a server that sends nonsense in a record" {
  start_bad_server garbage
  measure
  [ "$status" -eq 1 ]
  all_rows status failed run/summary.csv
}

@test "a server that goes away loses no measured row" {
  make_certificates
  start_nginx
  "$TLSBENCH" --target "localhost:$PORT" --ca root.pem --backend openssl --time 30 --executions 1 --handshakes 100000 \
    --timeout 2 --out run >out.txt 2>err.txt 3>&- &
  local pid=$!
  for _ in $(seq 300); do
    [ "$(wc -l 2>/dev/null <run/rounds.csv || echo 0)" -gt 8 ] && break
    sleep 0.1
  done
  kill "${STARTED[0]}"
  local code=0
  wait "$pid" || code=$?
  [ "$code" -eq 1 ]
  all_rows status failed run/summary.csv
  [ "$(column verified run/summary.csv | sort -n | head -1)" -gt 0 ]
  no_empty handshake_ms_p50 run/summary.csv
}
