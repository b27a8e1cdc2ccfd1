#!/usr/bin/env python3
"""What may include what, and what the built files may show.

usage: layering_test.py includes SOURCE_FOLDER
       layering_test.py tool BUILD_FOLDER       the tool is linked to no TLS library
       layering_test.py plugins BUILD_FOLDER    a plug-in exports one symbol

Exit 1 with the findings, 77 if there is nothing to look at.
"""

import pathlib
import re
import subprocess
import sys

# The rooms of bench/ in their order: each sees itself and those before it. What lies in bench/ itself sees all of them,
# and is seen by none, but for the seam.
ROOMS = [
    "backend.h",
    "text",
    "os",
    "stats",
    "wire",
    "net",
    "meter",
    "scenario",
    "plugin",
    "verify",
    "link",
    "result",
    "measure",
    "worker",
    "files",
    "plan",
    "report",
    "compare",
    "cli",
    "command",
]
LIBRARY = r"(openssl|wolfssl|gnutls|mbedtls|s2n|aws-lc)/.*"
TLS_LIBRARY = r"lib(ssl|crypto|wolfssl|gnutls|mbed|s2n)"
SOCKET = r"(sys/socket|sys/epoll|netinet/.*|netdb|poll)\.h"
CLOCK = r"(chrono|ctime|time\.h|sys/time\.h|sys/times\.h)"
# What files under a path must not include, by a pattern over the whole name between quotes or brackets.
FORBIDDEN = {
    "bench/backend.h": r".*[./].*",  # standard headers only
    "bench/": LIBRARY,
    "bench/stats/": r"(?!bench/stats/).*/.*",  # the standard library only
    "bench/report/": rf"{SOCKET}|{CLOCK}|bench/(backend|os/process|plugin/loader)\.h|bench/(meter|link|measure|worker)/.*",
    "backends/": rf"{SOCKET}|{CLOCK}|thread|iostream|(bench/(?!(backend|wire/byte_reader)\.h)|tests/).*",
}


def includes(path):
    return re.findall(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', path.read_text(), re.MULTILINE)


def room_of(name):
    """The number of the room that bench/<name> lies in; None if the folder is none."""
    room = name.split("/")[0]
    if room in ROOMS:
        return ROOMS.index(room)
    return len(ROOMS) if "/" not in name else None


def findings_of(file, name):
    own = room_of(name.removeprefix("bench/")) if name.startswith("bench/") else None
    if name.startswith("bench/") and own is None:
        yield f"{name} lies in a folder that is no room: give it a place in tests/layering_test.py"
    for included in includes(file):
        for path, pattern in FORBIDDEN.items():
            if name.startswith(path) and re.fullmatch(pattern, included):
                yield f"{name} includes {included}, which {path} must not"
        if own is not None and included.startswith("bench/"):
            other = room_of(included.removeprefix("bench/"))
            if other is not None and other > own:
                yield f"{name} includes {included}, which lies in a later room"


def check_includes(source):
    files = [file for folder in ("bench", "backends") for file in sorted((source / folder).rglob("*.[hc]*"))]
    files = [file for file in files if file.suffix in (".h", ".cc")]
    if not files:
        sys.exit(77)
    return [finding for file in files for finding in findings_of(file, file.relative_to(source).as_posix())]


def check_tool(build):
    tools = [build / name for name in ("tlsbench", "tlsbench-gbench") if (build / name).exists()]
    if build / "tlsbench" not in tools:
        print("the tool is not built")
        sys.exit(77)
    findings = []
    for tool in tools:
        dynamic = subprocess.run(["readelf", "-d", tool], check=True, stdout=subprocess.PIPE, text=True).stdout
        needed = re.findall(r"\(NEEDED\).*\[(.*)\]", dynamic)
        if not needed:
            findings.append(f"{tool} needs nothing at all: is that a program?")
        findings += [f"{tool} needs {name}" for name in needed if re.match(TLS_LIBRARY, name)]
    return findings


def check_plugins(build):
    plugins = sorted((build / "backends").glob("*.so"))
    if not plugins:
        return [f"no plug-in lies in {build / 'backends'}"]
    findings = []
    for plugin in plugins:
        symbols = subprocess.run(["nm", "-D", "--defined-only", plugin], check=True, stdout=subprocess.PIPE, text=True)
        exported = [line.split()[-1] for line in symbols.stdout.splitlines()]
        if exported != ["tlsbench_backend"]:
            findings.append(f"{plugin} exports {', '.join(exported) or 'nothing'}")
    return findings


def main():
    check = {"includes": check_includes, "tool": check_tool, "plugins": check_plugins}[sys.argv[1]]
    findings = check(pathlib.Path(sys.argv[2]))
    print("\n".join(findings))
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
