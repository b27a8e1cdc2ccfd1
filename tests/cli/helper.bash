# Shared by the command-line tests: where the tool is, certificates, servers on loopback ports, and the end of exactly
# the processes that a test started.

REPO="$(cd "$BATS_TEST_DIRNAME/../.." && pwd)"
TLSBENCH="${TLSBENCH:-$REPO/build/release/tlsbench}"
# The plug-ins that tests start from: the build's own, or those of the folder that the caller names.
PLUGINS="$(realpath -m "${TLSBENCH_BACKENDS:-$(dirname "$TLSBENCH")/backends}")"
[ -z "${TLSBENCH_BACKENDS:-}" ] || export TLSBENCH_BACKENDS="$PLUGINS"

# Before each test; a file with a setup() of its own calls it there.
common_setup() {
  WORK="$BATS_TEST_TMPDIR/work dir" # a space, as users have them
  mkdir -p "$WORK"
  cd "$WORK" || return 1
  STARTED=()
}

setup() { common_setup; }

teardown() {
  local pid
  for pid in "${STARTED[@]}"; do
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
}

# Only the distribution's libraries from here on, whatever scripts/get-library has brought: rows can be counted then.
distribution_libraries_only() {
  local file
  mkdir -p plugins
  for file in null openssl boringssl wolfssl gnutls; do
    ln -sf "$PLUGINS/$file.so" plugins/
  done
  export TLSBENCH_BACKENDS="$WORK/plugins"
}

# distribution_build LIBRARY: the name of the distribution's build of it, such as openssl-3.0.19-debian. No test writes
# such a name down: another machine has another version.
distribution_build() {
  mkdir -p "$WORK/only-$1"
  ln -sf "$PLUGINS/$1.so" "$WORK/only-$1/"
  TLSBENCH_BACKENDS="$WORK/only-$1" "$TLSBENCH" list --format csv | awk -F, 'NR == 2 { print $1 }'
}

# Runs in the background; `teardown` ends it.
start() {
  "$@" >server.log 2>&1 3>&- &
  STARTED+=("$!")
}

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# wait_for_port PORT [ADDRESS]: until something listens there, 10 s at most.
wait_for_port() {
  local i
  for i in $(seq 100); do
    if (exec 9<>"/dev/tcp/${2:-127.0.0.1}/$1") 2>/dev/null; then
      return 0
    fi
    sleep 0.1
  done
  echo "nothing listens on port $1 after $i tries" >&2
  cat server.log >&2
  return 1
}

# root.pem and leaf.pem with leaf.key, for localhost and 127.0.0.1; other options go to the leaf's openssl command.
make_certificates() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout root.key -out root.pem \
    -subj "/CN=test root" -days 10 -addext basicConstraints=critical,CA:TRUE \
    -addext keyUsage=critical,keyCertSign 2>openssl.log
  "$@" openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout leaf.key -out leaf.pem \
    -subj "/CN=leaf" -days 10 -CA root.pem -CAkey root.key -addext basicConstraints=critical,CA:FALSE \
    -addext subjectAltName=DNS:localhost,IP:127.0.0.1 2>>openssl.log
}

# nginx on $PORT with the lines given in its server block.
start_nginx() {
  PORT="$(free_port)"
  cat >nginx.conf <<CONF
daemon off;
pid "$WORK/nginx.pid";
error_log "$WORK/nginx.log";
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path "$WORK/body";
  proxy_temp_path "$WORK/proxy";
  fastcgi_temp_path "$WORK/fastcgi";
  uwsgi_temp_path "$WORK/uwsgi";
  scgi_temp_path "$WORK/scgi";
  server {
    listen 127.0.0.1:$PORT ssl;
    ssl_certificate "$WORK/leaf.pem";
    ssl_certificate_key "$WORK/leaf.key";
    ssl_protocols TLSv1.2 TLSv1.3;
    $1
    location / { return 200 "hello\n"; }
  }
}
CONF
  start nginx -p "$WORK" -e "$WORK/nginx.log" -c "$WORK/nginx.conf"
  wait_for_port "$PORT"
}

# A server that misbehaves in one of the ways of bad_server.py.
start_bad_server() {
  PORT="$(free_port)"
  start python3 "$BATS_TEST_DIRNAME/bad_server.py" "$PORT" "$@"
  wait_for_port "$PORT"
}

# column NAME FILE: that column of a CSV file, a line a row, without the header.
column() {
  python3 - "$1" "$2" <<'PY'
import csv
import sys

with open(sys.argv[2], newline="") as file:
    for row in csv.DictReader(file):
        print(row[sys.argv[1]])
PY
}

# Every row's value of a column is the one given.
all_rows() {
  [ "$(column "$1" "$3" | sort -u)" = "$2" ]
}

# The output as one line with single spaces: where a report's lines end depends on the names of libraries and processors.
unwrapped() {
  tr -s ' \n' ' ' <<<"$output"
}

# How often the output says the text, wherever its lines end.
times_said() {
  unwrapped | grep -oF -- "$(tr -s ' ' <<<"$1")" | wc -l
}

# No row's value of a column is empty.
no_empty() {
  [ "$(column "$1" "$2" | grep -c '^$')" -eq 0 ]
}
