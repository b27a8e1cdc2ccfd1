"""How get-library talks and how it ends. Used by every module here."""

import errno
import signal
import sys


class Failure(Exception):
    """Something the user has to know, as one line. The exit code is 1, or 2 for what he should have typed."""

    def __init__(self, line, exit_code=1):
        super().__init__(line)
        self.exit_code = exit_code


class NotServed(Exception):
    """The package index lists a file that the mirror no longer has."""


class Interrupted(BaseException):
    """Ctrl-C, or a kill. Not an Exception, so that nothing on the way takes it for a failed build."""

    def __init__(self, number):
        super().__init__(number)
        self.exit_code = 128 + number


def say(line):
    print(f"get-library: {line}", file=sys.stderr, flush=True)


def raise_on_signals():
    """Set by hand, not left to Python: a job in the background inherits an ignored SIGINT."""

    def interrupt(number, _frame):
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_IGN)  # a second one must not stop the cleaning up
        raise Interrupted(number)

    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, interrupt)


def no_space(cache, what=""):
    return Failure(f"no space left on the disk of {cache}{what}; free some, or set TLSBENCH_LIBRARIES to a folder "
                   "elsewhere")


def from_os_error(error, cache):
    """The one line for an error of the file system."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return no_space(cache)
    return Failure(f"{error.strerror or error}: {error.filename or cache}")
