"""How each library is built: upstream's own optimised configuration, as a static, position-independent archive.

All at -O3, the level of OpenSSL's own configuration and of CMake's Release, so that the compiler's effort is the same.
Each recipe fills build.stage with include/ and lib/, and returns (flags, lacks) for library.json; lacks is what this
build leaves out of the library, not what the version never had.
"""

import dataclasses
import os
import pathlib
import platform
import re
import shlex
import shutil
import typing

from running import Log

MACHINE = platform.machine()
JOBS = f"-j{len(os.sched_getaffinity(0))}"


@dataclasses.dataclass(frozen=True)
class Build:
    version: str
    source: pathlib.Path  # a copy of our own, that may be written to
    folder: pathlib.Path  # empty, to build in
    stage: pathlib.Path
    log: Log

    def run(self, *command):
        self.log.run(*command, folder=self.folder)

    @property
    def mapped(self):
        """What error messages and debug information call the folders: they must not name one of a user's."""
        return f"-ffile-prefix-map={self.folder.parent}=."


@dataclasses.dataclass(frozen=True)
class Recipe:
    packages: typing.Callable  # source tree -> Debian packages needed
    build: typing.Callable  # Build -> (flags, lacks)


# enable-ec_nistp_64_gcc_128 is the one fast path that OpenSSL does not find out by itself (its INSTALL file).
OPENSSL_OPTIONS = """no-shared no-tests no-dso no-engine no-docs no-apps no-module no-autoload-config
enable-ec_nistp_64_gcc_128""".split()


def openssl(build):
    """Options that a version does not know yet are left out: it would refuse them."""
    known = known_to_openssl((build.source / "Configure").read_text(errors="replace"))
    options = [option for option in OPENSSL_OPTIONS if option.split("-", 1)[1] in known]
    if MACHINE not in ("x86_64", "aarch64"):
        options = [option for option in options if not option.startswith("enable-ec_nistp")]
    options.append("-fPIC")
    # The prefix is compiled in: one that cannot exist, so that no file of this machine changes what is measured.
    build.run(build.source / "config", "--prefix=/nonexistent", "--openssldir=/nonexistent", "--libdir=lib", *options)
    build.run("make", JOBS, "build_libs")
    destination = build.folder / "installed"
    build.run("make", f"DESTDIR={destination}", "install_dev")
    collect(build, destination / "nonexistent" / "include", destination)
    return f"-O3 {' '.join(options)}", "built without engines and loadable modules: nothing may load code during a measurement"


def known_to_openssl(configure):
    lists = re.findall(r"@disablables = \((.*?)\);", configure, re.DOTALL)
    return set(re.findall(r'"([\w-]+)"', "".join(lists)))


def boringssl(build):
    """Upstream has no releases; Android's tree has it in src, with what Go would generate beside it."""
    source = build.source / "src" if (build.source / "src").is_dir() else build.source
    test_only = source / "third_party" / "googletest" / "src" / "gtest-all.cc"
    if not test_only.exists():  # left out by Android; named in CMakeLists.txt for the tests alone, which are not built
        test_only.parent.mkdir(parents=True)
        test_only.touch()
    has_errors = (build.source / "err_data.c").exists()
    build_with_cmake(build, source, [f"-DGO_EXECUTABLE={stand_in_for_go(build)}"] if has_errors else [])
    return "-O3 -DNDEBUG -fPIC (CMake Release)", ""


def build_with_cmake(build, source, options):
    """Warnings stay warnings: a compiler newer than the library has more of them."""
    flags = f"-O3 -DNDEBUG -Wno-error {build.mapped}"
    by_language = [f"-DCMAKE_{language}_FLAGS_RELEASE={flags}" for language in ("C", "CXX", "ASM")]
    build.run("cmake", source, "-GNinja", "-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_POSITION_INDEPENDENT_CODE=ON",
              *by_language, *options)
    build.run("ninja", JOBS, "crypto", "ssl")
    collect(build, source / "include", build.folder)


def stand_in_for_go(build):
    """Go is asked for one file only, the table of error strings, and Android ships that file."""
    script = build.folder / "go"
    errors = shlex.quote(str(build.source / "err_data.c"))
    script.write_text(f'#!/bin/sh\ncase "$*" in *err_data_generate.go) exec cat {errors} ;; esac\nexit 1\n')
    script.chmod(0o755)
    return script


def needs_of_boringssl(tree):
    makes_errors = any(tree.glob("**/err_data_generate.go")) and not any(tree.glob("**/err_data.c*"))
    return ["g++", "cmake", "ninja-build", "perl"] + (["golang-go"] if makes_errors else [])


def collect(build, headers, made):
    """Headers and archives alone, also of builds that install more or do not install at all."""
    (build.stage / "lib").mkdir(parents=True)
    if headers.is_dir():  # else the cache will refuse what was built
        shutil.copytree(headers, build.stage / "include")
    for name in ("libssl.a", "libcrypto.a", "libwolfssl.a"):
        for archive in made.rglob(name):
            shutil.copy(archive, build.stage / "lib")


def aws_lc(build):
    """The crate ships what Perl and Go would generate; upstream's tree does, too."""
    inner = build.source / "aws-lc"
    options = ["-DBUILD_TESTING=OFF", "-DBUILD_TOOL=OFF", "-DDISABLE_GO=ON", "-DDISABLE_PERL=ON"]
    source = inner if inner.is_dir() else build.source
    build_with_cmake(build, source, options)
    return f"-O3 -DNDEBUG -fPIC (CMake Release) {' '.join(options)}", ""


WOLFSSL_OPTIONS = """--enable-static --disable-shared --with-pic --disable-examples --disable-crypttests
--disable-crl-monitor --enable-tls13 --enable-session-ticket --enable-earlydata --enable-sni --enable-alpn
--enable-supportedcurves --enable-ecc --enable-curve25519 --enable-curve448 --enable-ed25519 --enable-opensslextra
--enable-sp=yes --enable-sp-asm""".split()

# By default since wolfSSL 5: without it a TLS 1.2 server sends no renegotiation_info (RFC 5746), and clients of OpenSSL 3
# refuse it. Later versions would build more with this option than they need.
WOLFSSL_OPTIONS_OF_4 = ["--enable-secure-renegotiation"]

# The secret callback is the key log; --enable-keylog-export would print secrets unasked. Static RSA: TLS 1.2 without a
# key exchange, for old scenarios. The cache callbacks and addresses in certificates are switches without an option.
WOLFSSL_FLAGS = """-O3 -DHAVE_SECRET_CALLBACK -DWOLFSSL_STATIC_RSA -DHAVE_EXT_CACHE -DWOLFSSL_ALT_NAMES
-DWOLFSSL_IP_ALT_NAME""".split()


def wolfssl(build):
    """The assembly is Intel's or Arm's; single precision (sp) is wolfSSL's own fast RSA and P-256."""
    assembly = {"x86_64": ["--enable-intelasm"], "aarch64": ["--enable-armasm"]}.get(MACHINE, [])
    options = [*WOLFSSL_OPTIONS, *assembly, *(WOLFSSL_OPTIONS_OF_4 if build.version.startswith("4.") else [])]
    # autogen.sh makes these in a clone, where it also wants git.
    (build.source / "build-aux").mkdir(exist_ok=True)
    for name in ("config.rpath", "build-aux/config.rpath"):
        (build.source / name).touch()
    build.log.run("./autogen.sh", folder=build.source)
    destination = build.folder / "installed"
    build.run(build.source / "configure", "--prefix=/usr", "--libdir=/usr/lib", *options,
              "--enable-jobserver=no", f"CFLAGS={' '.join(WOLFSSL_FLAGS)} {build.mapped}")
    build.run("make", JOBS)
    build.run("make", f"DESTDIR={destination}", "install-data", "install-libLTLIBRARIES")
    collect(build, destination / "usr" / "include", destination)
    return f"{' '.join(WOLFSSL_FLAGS)} {' '.join(options)}", ""


RECIPES = {
    "openssl": Recipe(lambda tree: ["gcc", "make", "perl"], openssl),
    "boringssl": Recipe(needs_of_boringssl, boringssl),
    "aws-lc": Recipe(lambda tree: ["g++", "cmake", "ninja-build"], aws_lc),
    "wolfssl": Recipe(lambda tree: ["gcc", "make", "autoconf", "automake", "libtool"], wolfssl),
}
