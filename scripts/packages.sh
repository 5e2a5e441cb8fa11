# packages.sh - for other scripts to source: the Debian packages that the
# project needs, and a function that installs those which are missing.
# shellcheck shell=bash
# shellcheck disable=SC2034  # the lists are for who sources this

# To build, and to run the demo. The build files look for doctest even where
# only the extension and the simulator are built.
build_packages=(g++ cmake ninja-build pkg-config libcurl4-openssl-dev
  libsqlite3-dev libssl-dev libyaml-dev rapidjson-dev
  libcpp-httplib-dev doctest-dev sqlite3 ca-certificates)

# To test, beside those. llvm has what gives the sanitizers' reports their names.
test_packages=(python3 python3-apsw python3-pyodbc libsqliteodbc openssl nginx-light tinyproxy-bin microsocks
  clang clang-format clang-tidy llvm)

# To test the hosts of scripts/test-hosts, beside those; of Node, Go and Rust
# whatever is there is taken.
host_packages=(python3 python3-venv python3-pyodbc libsqliteodbc chromium
  default-jre-headless libxerial-sqlite-jdbc-java)

# To make packages, beside those to build.
package_packages=(python3-setuptools python3-wheel dpkg-dev binutils git
  sqlite3)

# To make the binary that is published, beside all of those.
release_packages=(debootstrap python3-pycurl)

is_installed() {
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

fail() {
  echo "${0##*/}: $*" >&2
  exit 1
}

# As root, or through sudo.
run_as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    env "$@"
  else
    sudo env "$@"
  fi
}

# install_missing NAME...: quick, and asks for no rights, if nothing is missing.
install_missing() {
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    fail "this system has no apt-get. Install what these Debian packages" \
      "hold: $*. Then run: cmake --preset release && cmake --build --preset" \
      "release"
  fi
  local missing=() name
  for name in "$@"; do
    is_installed "$name" || missing+=("$name")
  done
  if [ ${#missing[@]} -eq 0 ]; then return; fi
  if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
    fail "packages are missing, and installing them needs root or sudo." \
      "Run as root: apt-get install --no-install-recommends ${missing[*]}"
  fi
  echo "Installing ${missing[*]}"
  run_as_root apt-get update -qq || fail "apt-get update failed; see above."
  # Of nginx the tests need the program: as a service it stays off.
  run_as_root DEBIAN_FRONTEND=noninteractive bash -c '
    policy=/usr/sbin/policy-rc.d
    if [ ! -e "$policy" ]; then
      trap "rm -f $policy" EXIT
      printf "#!/bin/sh\nexit 101\n" >"$policy" && chmod +x "$policy"
    fi
    apt-get install -qq -y --no-install-recommends "$@"' \
    install "${missing[@]}" >&2 ||
    fail "apt-get install failed; see above."
}

# Clang's runtime libraries, of sanitizers and of libFuzzer, are of its release.
install_clang_runtimes() {
  install_missing "libclang-rt-$(clang++ -dumpversion | cut -d . -f 1)-dev"
}
