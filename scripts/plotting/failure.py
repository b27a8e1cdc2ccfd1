"""How plot talks and how it ends. Used by every module here; needs nothing that may not be installed."""

import sys


class Failure(Exception):
    """Something the user has to know, as one line. The exit code is 1, or 2 for what he should have typed."""

    def __init__(self, line, exit_code=1):
        super().__init__(line)
        self.exit_code = exit_code


def say(line):
    print(f"plot: {line}", file=sys.stderr, flush=True)


def from_os_error(error, path):
    """The one line for an error of the file system."""
    return Failure(f"{path}: {error.strerror or error}")
