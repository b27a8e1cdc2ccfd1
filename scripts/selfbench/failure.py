"""How bench-self talks, how it ends, and what a goal is. Used by every module here."""

import dataclasses
import sys


class Failure(Exception):
    """Something the user has to know, as one line. The exit code is 1, or 2 for what he should have typed."""

    def __init__(self, line, exit_code=1):
        super().__init__(line)
        self.exit_code = exit_code


@dataclasses.dataclass
class Goal:
    """One goal and what came of it. `met` is None if it could not be measured, and `figure` then says why."""

    name: str
    goal: str
    figure: str
    command: str
    met: bool | None
    details: dict

    def text(self):
        verdict = {True: "met", False: "not met", None: "not measured"}[self.met]
        lines = [f"{self.name}: {verdict}", f"  goal      {self.goal}", f"  measured  {self.figure}",
                 f"  command   {self.command}"]
        return "\n".join(lines) + "\n"


def say(line):
    print(f"bench-self: {line}", file=sys.stderr, flush=True)
