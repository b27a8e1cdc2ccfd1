#!/usr/bin/env python3
"""Runs clang-tidy over the C++ files named, two at a time, and remembers which were clean.

usage: tidy.py BUILD_FOLDER FILE...

A file is looked at again when it, a header of this tree that it includes, .clang-tidy or clang-tidy itself changed.
What it includes is known from the last build (ninja -t deps). Exit 1 if any file has findings.
"""

import concurrent.futures
import hashlib
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def run(*command):
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def included_files(build):
    """Source file -> the files of this tree that its objects were made of."""
    objects = {}
    for line in run("ninja", "-C", str(build), "-t", "deps").stdout.splitlines():
        if line.startswith("    "):
            path = (build / line.strip()).resolve()
            if path.is_relative_to(ROOT) and not path.is_relative_to(build):
                files.append(path)
        elif ": #deps" in line:
            files = objects.setdefault(line.split(": #deps")[0], [])
    sources = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        files = objects.get(entry.get("output") or object_of(entry), [])
        sources.setdefault(pathlib.Path(entry["file"]).resolve(), set()).update(files)
    return sources


def object_of(entry):
    """CMake 3.25 names the object in the command only: ... -o <object> -c <file>."""
    return entry["command"].split(" -o ")[1].split(" -c ")[0]


def write_fewer_commands(build):
    """Of a file that many plug-ins are built of, the first and the last: the others differ in a name or a version."""
    commands = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        commands.setdefault(entry["file"], []).append(entry)
    fewer = [entry for entries in commands.values() for entry in (entries[:1] + entries[1:][-1:])]
    folder = build / "tidy"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "compile_commands.json").write_text(json.dumps(fewer))


def state_of(source, includes, common):
    state = hashlib.sha256(common)
    for path in sorted({source, *includes}):
        state.update(path.read_bytes())
    return state.hexdigest()


def check(build, source, includes, common):
    """None if clean, else what clang-tidy says."""
    name = source.relative_to(ROOT)
    if source not in includes:
        return f"{name}: no target compiles this file\n"
    stamp = build / "tidy" / f"{name}.clean"
    state = state_of(source, includes[source], common)
    if stamp.exists() and stamp.read_text() == state:
        return None
    tidy = run("clang-tidy", "-p", str(build / "tidy"), "--quiet", str(source))
    if tidy.returncode != 0:
        return re.sub(r"^\d+ warnings? generated\.\n", "", tidy.stdout, flags=re.MULTILINE)  # in system headers
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(state)
    return None


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    sources = [pathlib.Path(name).resolve() for name in sys.argv[2:]]
    includes = included_files(build)
    write_fewer_commands(build)
    settings = b"".join(path.read_bytes() for path in (ROOT / ".clang-tidy", ROOT / "tests" / ".clang-tidy"))
    common = settings + run("clang-tidy", "--version").stdout.encode()
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        findings = list(pool.map(lambda source: check(build, source, includes, common), sources))
    for finding in findings:
        if finding is not None:
            print(finding, end="")
    return 1 if any(finding is not None for finding in findings) else 0


if __name__ == "__main__":
    sys.exit(main())
