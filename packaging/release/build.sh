#!/usr/bin/env bash
# build.sh - builds idp.so so that it needs libc alone: the libraries static,
# from Debian's sources, with nothing that isn't used. Runs as root in the system
# that scripts/release makes, with the tree as /idp.
# usage: build.sh OLDER, which is `yes` where a library may be an older one than
# the newest that Debian has.
set -euo pipefail
older=$1 cpu=$(uname -m)
libraries=(libyaml zlib nghttp2 openssl curl)  # in this order
prefix=/release/libraries
sources=/release/sources
build=/release/build
mkdir -p "$sources" "$build"

export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -qq -y --no-install-recommends g++ make perl cmake \
  ninja-build dpkg-dev ca-certificates rapidjson-dev libsqlite3-dev >/dev/null

# quiet NAME COMMAND...: shows what it said if it fails.
quiet() {
  local log=$build/$1.log
  if ! "${@:2}" >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    echo "build.sh: $1 failed" >&2
    exit 1
  fi
}

# fetch LIBRARY: the newest source, as $build/LIBRARY-source, and its version.
fetch() {
  local version newest= folder
  for version in $(apt-cache showsrc --only-source "$1" |
    sed -n 's/^Version: //p' | sort -ruV); do
    newest=${newest:-$version}
    folder=$sources/$1-${version#*:}
    if [ -e "$folder" ] || (mkdir -p "$sources/$1" && cd "$sources/$1" &&
      rm -rf ./* && apt-get source -qq --only-source "$1=$version" &&
      mv ./*/ "$folder") >"$build/$1.log" 2>&1; then
      if [ "$version" != "$newest" ]; then
        echo "$1 $version is not the newest: $newest can't be fetched" >&2
      fi
      echo "$1 $version" >>"$build/versions"
      ln -sfn "$folder" "$build/$1-source"
      return
    fi
    if [ "$older" != yes ]; then break; fi
  done
  echo "build.sh: $1 $newest can't be fetched; see --older-sources" >&2
  exit 1
}
rm -f "$build/versions"
for library in "${libraries[@]}"; do fetch "$library"; done

# The same bytes from the same sources.
export SOURCE_DATE_EPOCH LC_ALL=C.UTF-8
flags="-O2 -fPIC -ffunction-sections -fdata-sections -fvisibility=hidden"
flags+=" -fstack-protector-strong -D_FORTIFY_SOURCE=2"
cmake_options=(-G Ninja -DCMAKE_BUILD_TYPE=Release
  "-DCMAKE_PREFIX_PATH=$prefix" -DBUILD_SHARED_LIBS=OFF -DBUILD_TESTING=OFF)

# with_cmake LIBRARY OPTION...
with_cmake() {
  cmake -S "$build/$1-source" -B "$build/$1" "${cmake_options[@]}" \
    "-DCMAKE_C_FLAGS_RELEASE=$flags -DNDEBUG" "-DCMAKE_INSTALL_PREFIX=$prefix" \
    -DCMAKE_INSTALL_LIBDIR=lib "${@:2}" && cmake --build "$build/$1" &&
    cmake --install "$build/$1"
}

# Debian's zlib lacks a file that its CMakeLists.txt names.
build_zlib() {
  mkdir -p "$build/zlib" && cd "$build/zlib" &&
    CFLAGS="$flags" "$build/zlib-source/configure" --static \
      "--prefix=$prefix" && make libz.a && make install
}

# The system's settings for OpenSSL may be for another version: of them only
# OPENSSL_CONF is heeded. There is nothing that it loads.
build_openssl() {
  mkdir -p "$build/openssl" && cd "$build/openssl" &&
    "$build/openssl-source/Configure" "linux-$cpu" "--prefix=$prefix" \
      --libdir=lib --openssldir=/etc/sqlite-idp/ssl no-shared no-apps no-tests no-docs \
      no-module no-legacy no-engine no-dso no-comp no-dtls no-quic no-srp \
      no-cms no-cmp no-ts no-rfc3779 $flags && make -j "$(nproc)" build_libs &&
    make install_dev
}

build_libyaml() { with_cmake libyaml; }

build_nghttp2() { with_cmake nghttp2 -DENABLE_LIB_ONLY=ON -DBUILD_STATIC_LIBS=ON; }

# No file of CAs is built in: src/http looks for the one of the system.
build_curl() {
  local off=() feature
  for feature in ALTSVC AWS COOKIES DOH FORM_API HSTS MIME NETRC NTLM \
    NEGOTIATE_AUTH KERBEROS_AUTH DIGEST_AUTH BEARER_AUTH IPFS WEBSOCKETS; do
    off+=("-DCURL_DISABLE_$feature=ON")
  done
  with_cmake curl -DBUILD_CURL_EXE=OFF -DBUILD_LIBCURL_DOCS=OFF \
    -DBUILD_MISC_DOCS=OFF -DENABLE_CURL_MANUAL=OFF -DHTTP_ONLY=ON \
    -DCURL_USE_OPENSSL=ON -DOPENSSL_USE_STATIC_LIBS=ON -DUSE_NGHTTP2=ON \
    -DCURL_ZLIB=ON -DCURL_BROTLI=OFF -DCURL_ZSTD=OFF -DUSE_LIBIDN2=OFF \
    -DCURL_USE_LIBPSL=OFF -DCURL_USE_LIBSSH2=OFF -DCURL_CA_BUNDLE=none \
    -DCURL_CA_PATH=none -DENABLE_UNIX_SOCKETS=OFF "${off[@]}"
}

# Those that are other ones than the last time, or were built otherwise; and
# libcurl, which needs all the others, where any of them is.
mkdir -p "$prefix/built" "$prefix/include"
recipe=$(sha256sum <"$0" | cut -c 1-16)
rebuilt=
for library in "${libraries[@]}"; do
  version=$(grep "^$library " "$build/versions")
  if [ "$(cat "$prefix/built/$library" 2>/dev/null)" = "$version $recipe" ] &&
    { [ "$library" != curl ] || [ -z "$rebuilt" ]; }; then
    continue
  fi
  echo "Building $version"
  rebuilt=yes
  rm -rf "${build:?}/$library" "$prefix/built/$library"
  quiet "$library" "build_$library"
  echo "$version $recipe" >"$prefix/built/$library"
done
cp -r /usr/include/rapidjson /usr/include/sqlite3.h \
  /usr/include/sqlite3ext.h "$prefix/include"
# What their licences want to go with the binary.
for library in "${libraries[@]}"; do
  printf '\n== %s\n\n' "$(grep "^$library " "$build/versions")"
  cat "$build/$library-source/debian/copyright"
done >"/release/idp.licenses"

build_idp() {
  local library linker="-Wl,--exclude-libs,ALL -Wl,--gc-sections"
  local under_curl=
  for library in nghttp2 ssl crypto z; do
    under_curl+="$prefix/lib/lib$library.a "
  done
  cmake -S /idp -B "$build/idp" "${cmake_options[@]}" -DIDP_TESTS=OFF \
    "-DCMAKE_CXX_FLAGS=$flags" \
    "-DCMAKE_MODULE_LINKER_FLAGS=$linker -Wl,-z,relro,-z,now" \
    "-DCMAKE_CXX_STANDARD_LIBRARIES=$under_curl-ldl -lpthread" \
    -DCURL_NO_CURL_CMAKE=ON -DOPENSSL_USE_STATIC_LIBS=ON \
    "-DSQLite3_INCLUDE_DIR=$prefix/include" -DSQLite3_LIBRARY=none &&
    cmake --build "$build/idp" --target idp
}
echo "Building idp.so"
quiet idp build_idp
cp "$build/idp/idp.so" "/release/idp.so"
