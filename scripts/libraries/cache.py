"""The folder that finished libraries live in: <name>-<version>/ with include/, lib/*.a and library.json.

An entry appears by one rename, when everything of it is there. Work happens in .work, which is emptied before and
after; logs stay in logs/. One get-library at a time.
"""

import contextlib
import fcntl
import json
import os
import pathlib
import re
import shutil

from failure import Failure, say

WORK = ".work"


def place():
    """$TLSBENCH_LIBRARIES, else below the user's cache folder."""
    chosen = os.environ.get("TLSBENCH_LIBRARIES")
    if chosen:
        return pathlib.Path(chosen).absolute()
    home = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(home).absolute() / "tlsbench" / "libraries"


def built(cache):
    """{entry's name: what its library.json says} of the finished ones."""
    entries = {}
    for path in sorted(cache.glob("*/library.json")):
        with contextlib.suppress(ValueError, OSError):
            entries[path.parent.name] = json.loads(path.read_text())
    return entries


@contextlib.contextmanager
def locked(cache):
    """Alone in this cache, which is made if need be; whoever comes second waits."""
    if re.search(r"\s", str(cache)):
        raise Failure(f"libraries cannot be built in a folder with a space in its name, as {cache} has; set "
                      "TLSBENCH_LIBRARIES to another one")
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"waiting for another get-library in {cache}")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def work_folder(cache):
    """An empty folder, gone afterwards. What a killed run left is removed first."""
    folder = cache / WORK
    remove(folder)
    folder.mkdir()
    try:
        yield folder
    finally:
        remove(folder)


def remove(folder):
    shutil.rmtree(folder, ignore_errors=True)


def finish(cache, stage, description):
    """Makes an entry of what was built: `stage` holds include and lib."""
    entry = cache / f"{description['name']}-{description['version']}"
    check(stage, description)
    (stage / "library.json").write_text(json.dumps(description, indent=2) + "\n")
    if entry.exists():
        raise Failure(f"{entry} is in the way and is no finished library; delete it")
    stage.rename(entry)
    return entry


def check(stage, description):
    title = f"{description['name']} {description['version']}"
    if not any((stage / "include").rglob("*.h")) or not any((stage / "lib").glob("*.a")):
        raise Failure(f"{title}: the build went through, but made no headers or no archives")


def size(folder):
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
