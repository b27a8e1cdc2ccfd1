"""Runs the steps of a build into its log, and ends them when we are ended."""

import contextlib
import os
import shutil
import signal
import subprocess
import time

from failure import Failure, no_space, say

# A caller's flags would make another library of the same name.
DROPPED = ("CFLAGS", "CXXFLAGS", "CPPFLAGS", "LDFLAGS", "ASFLAGS", "MAKEFLAGS", "MFLAGS", "GNUMAKEFLAGS", "DESTDIR",
           "C_EXTRA_FLAGS", "CROSS_COMPILE", "CMAKE_GENERATOR", "CMAKE_TOOLCHAIN_FILE", "OPENSSL_LOCAL_CONFIG_DIR")
STILL_AT_IT = 60  # seconds between two lines that say so
STEP_LIMIT = 3600


class Log:
    """What the commands of one build print. `run` raises Failure after showing the end of it."""

    def __init__(self, path, title):
        self.path = path
        self.title = title
        self.started = time.monotonic()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")

    def run(self, *command, folder):
        with self.path.open("a") as log:
            print("$", *command, file=log, flush=True)
            child = subprocess.Popen([str(part) for part in command], cwd=folder, env=clean_environment(),
                                     stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                                     start_new_session=True)
        try:
            self._wait(child)
        finally:
            end_group(child)
        if child.returncode != 0:
            self._fail(command)

    def _wait(self, child):
        deadline = time.monotonic() + STEP_LIMIT
        while time.monotonic() < deadline:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(STILL_AT_IT)
                return
            say(f"{self.title}: still at it after {time.monotonic() - self.started:.0f} s")
        raise Failure(f"{self.title}: a step took more than {STEP_LIMIT} s; the log is {self.path}")

    def _fail(self, command):
        lines = self.path.read_text(errors="replace").splitlines()
        for line in lines[-20:]:
            say(f"| {line}")
        # A full disk may have no room for the line that says so either.
        if "No space left on device" in "".join(lines) or shutil.disk_usage(self.path.parent).free < 1 << 20:
            raise no_space(self.path.parent.parent, f" for {self.title}")
        raise Failure(f"{self.title} could not be built ({command[0]} failed); the whole log is {self.path}")


def clean_environment():
    kept = {name: value for name, value in os.environ.items() if name not in DROPPED}
    return {**kept, "CC": "gcc", "CXX": "g++", "LC_ALL": "C"}


def end_group(child):
    """Whatever the command left running, too."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
