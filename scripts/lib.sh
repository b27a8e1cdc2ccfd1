# shellcheck shell=bash
# Shared by scripts/tlsbench and scripts/test: the Debian packages, and how the tree is built. Sourced, never run.
# Everything said here goes to stderr: stdout belongs to the tool.

root=$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")

build_packages=(
  g++ cmake ninja-build ccache
  libfmt-dev libcli11-dev nlohmann-json3-dev libexpected-dev
  libssl-dev android-libboringssl-dev # the libraries measured
  libwolfssl-dev libgnutls28-dev      # likewise
  zlib1g-dev                          # BoringSSL's and AWS-LC's compression of certificates
  openssl ca-certificates             # certificates for local servers, roots for remote ones
  valgrind                            # --instructions
)
# For the pictures: scripts/plot needs the system's python3, since that is the one these are installed for.
plot_packages=(python3 python3-matplotlib python3-pandas)
# shellcheck disable=SC2034  # scripts/test reads it
test_packages=(
  libgtest-dev bats python3 make clang-format clang-tidy shellcheck faketime
  nginx-light haproxy tshark curl # real servers, and oracles of the wire and of the phases
  clang-14 libclang-rt-14-dev # libFuzzer, for the readers of files
  python3-scipy              # an oracle of the statistics; compare.py needs it too
  libbenchmark-dev           # tlsbench-gbench
  libbenchmark-tools         # compare.py, which reads its JSON
  "${plot_packages[@]}"
)

# Where scripts/get-library keeps what it built; the next build makes a backend of each.
libraries=${TLSBENCH_LIBRARIES:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/tlsbench/libraries}

# One compiler cache for all clones: paths below this tree are told to it as relative ones, and where a build lies is no
# part of what it finds. Without these two sloppinesses it leaves alone whatever has a precompiled header. It finds out
# what a file includes from the compiler, not by running the preprocessor first.
export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1 CCACHE_DEPEND=1
export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

die() {
  say "$@"
  exit 1
}

# lock_build PRESET: one at a time installs or builds a preset in this tree; whoever comes second waits.
lock_build() {
  mkdir -p "$root/build" 2>/dev/null || die "cannot write to $root/build"
  exec 9>"$root/build/.lock-$1"
  flock --nonblock 9 || {
    say "waiting for another build in this folder"
    flock 9
  }
}

unlock_build() { exec 9>&-; }

# Those of the packages named that are not installed, one a line.
missing_packages() {
  local installed
  # Fails when one of them is unknown, and prints the others all the same.
  installed=$(dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^.i  *//p') || true
  comm -23 <(printf '%s\n' "$@" | sort -u) <(sort -u <<<"$installed")
}

# Installs what is missing of the packages named. Asks nothing; without the right to install it names them and ends.
install_packages() {
  local -a missing as_root=()
  local log=$root/build/install.log
  mapfile -t missing < <(missing_packages "$@")
  if ((${#missing[@]} == 0)); then
    return
  fi
  if ! command -v apt-get >/dev/null; then
    die "not installed, and there is no apt-get to install them with: ${missing[*]}"
  fi
  if (($(id -u) != 0)); then
    as_root=(sudo -n) # never asks for a password
    "${as_root[@]}" true 2>/dev/null || die "not installed, and neither root nor sudo is at hand: ${missing[*]}"
  fi
  say "installing ${missing[*]} (log: build/install.log)"
  # SYSTEMD_OFFLINE: a web server that the tests start by themselves must not start as a service. 9>&-: no daemon may
  # inherit the lock. A failed update is not the end: the lists that are here may do.
  as_root+=(env DEBIAN_FRONTEND=noninteractive SYSTEMD_OFFLINE=1)
  "${as_root[@]}" apt-get -q update </dev/null >"$log" 2>&1 9>&- || true
  "${as_root[@]}" apt-get -q -y -o DPkg::Lock::Timeout=600 --no-install-recommends install "${missing[@]}" \
    </dev/null >>"$log" 2>&1 9>&- || {
    tail -n 20 "$log" >&2
    die "could not install ${missing[*]}; the whole log is build/install.log"
  }
}

# Configures build/<preset> if that was never done, or if packages, ccache or libraries of scripts/get-library came,
# went or changed since: what a plug-in claims to be is read from them then.
configure() {
  local preset=$1 log=$root/build/$1-configure.log ccache now
  local stamp=$root/build/$preset/.configured-with
  ccache=$(command -v ccache) || true
  now=$(
    dpkg-query -W -f '${Package} ${Version}\n' "${build_packages[@]}" libgtest-dev libbenchmark-dev \
      2>/dev/null || true
    echo "ccache $ccache"
    echo "libraries $libraries"
    stat -c '%n %Y' "$libraries"/*/library.json 2>/dev/null || true
  )
  if [[ -e $root/build/$preset/build.ninja && -e $stamp && $(<"$stamp") == "$now" ]]; then
    return
  fi
  say "configuring $preset (log: build/$preset-configure.log)"
  cmake -S "$root" --preset "$preset" "-DCMAKE_CXX_COMPILER_LAUNCHER=$ccache" \
    "-DTLSBENCH_LIBRARIES=$libraries" </dev/null >"$log" 2>&1 || {
    tail -n 20 "$log" >&2
    say "could not configure $preset; the whole log is build/$preset-configure.log"
    return 1
  }
  printf '%s\n' "$now" >"$stamp"
}

# build PRESET [NINJA ARGUMENT...]: builds the targets named (all, if none are). Silent if there is nothing to do.
build() {
  local preset=$1 folder=$root/build/$1 log=$root/build/$1-build.log
  shift
  if [[ $(ninja -C "$folder" -n "$@" 2>&1) == *"no work to do"* ]]; then
    return
  fi
  say "building $preset (log: build/$preset-build.log)"
  cmake --build "$folder" -- "$@" </dev/null >"$log" 2>&1 || {
    tail -n 40 "$log" >&2
    say "the build of $preset failed; the whole log is build/$preset-build.log"
    return 1
  }
}
