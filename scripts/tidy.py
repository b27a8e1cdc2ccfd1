#!/usr/bin/env python3
"""Runs clang-tidy over the C++ files named, two at a time, and remembers which were clean.

usage: tidy.py BUILD_FOLDER FILE...

A file is looked at again when it, a header of this tree that it includes, .clang-tidy or clang-tidy itself changed.
What it includes is known from the last build (ninja -t deps). What was clean is remembered in the user's cache, for
every clone. Exit 1 if any file has findings.

Most of the time goes into the headers of others, so files of one folder are looked at together, as one source that
includes them all. Only a batch without findings counts: otherwise each of its files is looked at alone.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "tlsbench" / "tidy"
KEPT_S = 30 * 86400
# More bring little, and each core shall have batches until the end.
BATCH_FILES = 12


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


def options_of(entry):
    """The command without its files, and without the precompiled header, which is GCC's: no include may be missing."""
    words = shlex.split(entry["command"])
    words = words[next(i for i, word in enumerate(words) if word.startswith("-")) :]  # compiler, launcher
    options = []
    while words:
        word = words.pop(0)
        if word in ("-o", "-c") or word == "-include" and words[0].endswith("cmake_pch.hxx"):
            words.pop(0)
        elif word != "-Winvalid-pch":
            options.append(word)
    return tuple(options)


def commands_of(build):
    """Source file -> its options. Of a file that many plug-ins are built of, the first and the last: the others differ
    in a name or a version."""
    commands = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        commands.setdefault(pathlib.Path(entry["file"]).resolve(), []).append(options_of(entry))
    return {file: dict.fromkeys((all_of_it[0], all_of_it[-1])) for file, all_of_it in commands.items()}


def stamp_of(source, includes, common):
    """The file in the cache that says that this source was clean, with these includes and settings."""
    state = hashlib.sha256(common)
    state.update(str(source.relative_to(ROOT)).encode())
    for path in sorted({source, *includes}):
        state.update(path.read_bytes())
    return CACHE / state.hexdigest()


def forget_old_stamps():
    CACHE.mkdir(parents=True, exist_ok=True)
    for stamp in CACHE.iterdir():
        if stamp.stat().st_mtime < time.time() - KEPT_S:
            stamp.unlink(missing_ok=True)


def tidy(source, options):
    """None if clean, else what clang-tidy says."""
    done = run("clang-tidy", "--quiet", str(source), "--", *options)
    if done.returncode == 0:
        return None
    return re.sub(r"^\d+ warnings? generated\.\n", "", done.stdout, flags=re.MULTILINE)  # in system headers


def unite(build, sources):
    """One source of all, in a folder that has their .clang-tidy. clang's analyzer looks into what a file of such a name
    includes as if it stood there."""
    folder = build / "tidy" / sources[0].relative_to(ROOT).parent
    folder.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256("".join(map(str, sources)).encode()).hexdigest()[:16]
    united = folder / f"UnifiedSource-{name}.cc"
    united.write_text("".join(f'#include "{source}"\n' for source in sources))
    return united


def copy_settings(build):
    """The root's .clang-tidy is found from the build folder too; the tests' own goes with what is united of them."""
    folder = build / "tidy" / "tests"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "tests" / ".clang-tidy", folder)


def that_fit(build, sources, options):
    """The first, and those that compile behind it: others have a helper of the same name, perhaps."""
    while len(sources) > 1:
        united = unite(build, sources)
        said = run("clang++-14", "-fsyntax-only", "-w", "-ferror-limit=0", *options, str(united)).stdout
        guilty = set(re.findall(r"^(.*?):\d+:\d+: (?:fatal )?error:", said, flags=re.MULTILINE))
        fit = sources[:1] + [source for source in sources[1:] if str(source) not in guilty]
        if fit == sources:
            break
        sources = fit
    return sources


def may_use_in_vain(source):
    """Whether a using-declaration's name stands nowhere else: of those, clang-tidy tells in the main file alone."""
    text = re.sub(r"//.*|^#.*", "", source.read_text(), flags=re.MULTILINE)
    names = re.findall(r"^\s*using (?:\w*::)+(\w+);", text, flags=re.MULTILINE)
    return any(len(re.findall(rf"\b{name}\b", text)) < 2 for name in names)


def check_together(build, sources, options):
    """The sources with findings -> what clang-tidy says."""
    findings = {}
    while sources:
        batch = that_fit(build, sources, options)
        together = len(batch) > 1 and tidy(unite(build, batch), options) is None
        for source in batch:
            if not together or may_use_in_vain(source):
                findings[source] = tidy(source, options)
        sources = [source for source in sources if source not in batch]
    return {source: text for source, text in findings.items() if text is not None}


def batches_of(sources, commands):
    """(options, sources): of one folder and one command, so many at a time."""
    groups = {}
    for source in sources:
        for options in commands[source]:
            groups.setdefault((source.parent, options), []).append(source)
    for (_, options), group in groups.items():
        for begin in range(0, len(group), BATCH_FILES):
            yield options, group[begin : begin + BATCH_FILES]


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    sources = [pathlib.Path(name).resolve() for name in sys.argv[2:]]
    includes = included_files(build)
    commands = commands_of(build)
    settings = b"".join(path.read_bytes() for path in (ROOT / ".clang-tidy", ROOT / "tests" / ".clang-tidy"))
    common = settings + run("clang-tidy", "--version").stdout.encode()
    forget_old_stamps()
    copy_settings(build)
    findings = {source: f"{source}: no target compiles this file\n" for source in sources if source not in commands}
    stamps = {source: stamp_of(source, includes[source], common) for source in sources if source in commands}
    unknown = [source for source, stamp in stamps.items() if not stamp.exists()]
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        done = [
            pool.submit(check_together, build, batch, options)
            for options, batch in batches_of(unknown, commands)
        ]
        for batch in done:
            findings.update(batch.result())
    for source, stamp in stamps.items():
        if source not in findings:
            stamp.touch()
    print("".join(findings.values()), end="")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
