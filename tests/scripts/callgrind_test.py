#!/usr/bin/env python3
"""scripts/selfbench/callgrind.py on a small file made by hand.

usage: callgrind_test.py
"""

import pathlib
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "scripts" / "selfbench"))

import callgrind  # noqa: E402

# Compressed names, a name that comes first as a callee, relative and repeated positions, a call's inclusive cost, a
# function in two parts, an inlined file, and one object that has no name.
FILE = """\
# callgrind format
version: 1
creator: by hand
cmd: tlsbench
positions: line
events: Ir

ob=(1) /somewhere/build/release/tlsbench
fl=(1) memory.cc
fn=(1) tlsbench::MemoryLink::Run(tlsbench::Session const*)
10 5
+2 7
cob=(2) /somewhere/build/release/backends/openssl.so
cfi=(2) openssl.cc
cfn=(2) tlsbench::(anonymous namespace)::OpensslConnection::Feed(unsigned char)
calls=3 20
* 900
-1 8

ob=(2)
fl=(2)
fn=(2)
20 30
cfn=(3) SSL_do_handshake
calls=3 1
21 860
fi=(3) vector.h
22 10
fe=(2)
fn=(3)
1 500
cob=(3) /lib/x86_64-linux-gnu/libc.so.6
cfn=(4) malloc
calls=9 1
2 300
3 60
fn=(5) std::vector<unsigned char, std::allocator<unsigned char> >::_M_default_append(unsigned long)
4 11

ob=(3)
fn=(4)
1 300

ob=(4) ???
fn=(6) 0x0000000000001234
0 2

ob=(5) /usr/lib/x86_64-linux-gnu/libstdc++.so.6.0.30
fn=(7) operator new(unsigned long)
7 4

ob=(6) /usr/lib/x86_64-linux-gnu/libgnutls.so.30.34.3
fn=(8) gnutls_handshake
7 1000
fn=(1) tlsbench::MemoryLink::Run(tlsbench::Session const*)
7 1

totals: 1938
"""


class CallgrindTest(unittest.TestCase):
    def read(self, text):
        with tempfile.NamedTemporaryFile("w", suffix=".out") as file:
            file.write(text)
            file.flush()
            return callgrind.read(file.name)

    def test_self_costs_without_those_of_callees(self):
        costs = self.read(FILE)
        by_function = {function.split("(")[0]: count for (_, function), count in costs.items()}
        self.assertEqual(by_function["SSL_do_handshake"], 560)
        self.assertEqual(by_function["malloc"], 300)
        self.assertEqual(costs["/somewhere/build/release/tlsbench",
                               "tlsbench::MemoryLink::Run(tlsbench::Session const*)"], 20)
        self.assertEqual(sum(costs.values()), 1938)

    def test_names_are_kept_by_kind(self):
        costs = self.read("positions: instr line\nevents: Ir Bc\nob=(1) a.so\nfn=(1) f\n0x10 1 5 3\n"
                          "cfn=(2) g\ncob=(2) b.so\ncalls=1 0x20 1\n0x12 1 70 7\nfn=(2)\n0x20 1 6 1\n"
                          "ob=(2)\nfn=(1)\n+1 * 2\n")
        self.assertEqual(dict(costs), {("a.so", "f"): 5, ("a.so", "g"): 6, ("b.so", "f"): 2})

    def test_library_and_harness(self):
        split = callgrind.split(self.read(FILE))
        self.assertEqual(split.library, 560 + 300 + 1000 + 1 + 2)
        self.assertEqual(split.harness_total(), 20 + 40 + 11 + 4)
        self.assertAlmostEqual(split.part(), 75 / 1938)

    def test_what_is_whose(self):
        for path, function, expected in (
                ("/b/backends/openssl.so", "EVP_DigestUpdate", True),
                ("/b/backends/openssl.so", "tlsbench_backend", False),
                ("/b/backends/boringssl.so", "bssl::ssl_client_handshake(bssl::SSL_HANDSHAKE*)", True),
                ("/usr/lib/x86_64-linux-gnu/libm.so.6", "log", True),
                ("/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2", "_dl_runtime_resolve_xsavec", True),
                ("/usr/lib/x86_64-linux-gnu/libfmt.so.9.1.0", "fmt::v9::vformat", False),
                ("/usr/lib/x86_64-linux-gnu/libnettle.so.8.6", "nettle_sha256_init", True),
                ("???", "0x0000000005589500", True), ("/b/tlsbench-heap", "main", False), ("", "", False)):
            self.assertEqual(callgrind.is_library(path, function), expected, (path, function))

    def test_what_is_no_such_file(self):
        for text in ("", "hello\n", "events: Ir\nfn=(1) f\n"):
            with self.assertRaises(callgrind.Failure):
                self.read(text)


if __name__ == "__main__":
    unittest.main()
