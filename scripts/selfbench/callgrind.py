"""Reads callgrind's files (Valgrind's manual, "Callgrind Format Specification") and tells the harness's instructions
from the library's."""

import collections
import dataclasses
import pathlib
import re

NAME = re.compile(r"(ob|fn|cob|cfn)=(?:\((\d+)\))?\s*(.*)")
COST = re.compile(r"[0-9+*-]")
SYSTEM = re.compile(r"(libc|ld-linux[^.]*|ld|libm|libpthread|libdl|librt)[.-]")
SHARED = re.compile(r"lib.*\.so\.")
RUNTIME = re.compile(r"lib(stdc\+\+|gcc_s|fmt)\.so")
GLUE = ("std::", "void std::", "tlsbench_")


class Failure(Exception):
    """A file that is none of callgrind's."""


def read(path):
    """Self cost by (object, function): of what the lines of the function itself say, without what it called."""
    costs = collections.Counter()
    names = {"ob": {}, "fn": {}}  # names are written once, then only their numbers
    current = {"ob": "", "fn": ""}
    positions = 1
    after_call = False
    with open(path, errors="replace") as file:
        for line in file:
            line = line.rstrip("\n")
            if line.startswith("positions:"):
                positions = len(line.split()) - 1
            elif line.startswith("calls="):
                after_call = True  # the next line is the cost of the callee
            elif line and COST.match(line[0]):
                if not after_call:
                    fields = line.split()
                    costs[current["ob"], current["fn"]] += int(fields[positions]) if len(fields) > positions else 0
                after_call = False
            elif match := NAME.fullmatch(line):
                kind, number, name = match.groups()
                known = names[kind.removeprefix("c")]
                if number and name:
                    known[number] = name
                if kind in current:
                    current[kind] = known.get(number, "") if number else name
    if not costs:
        raise Failure(f"{path} holds no costs: is it a file of callgrind?")
    return costs


@dataclasses.dataclass
class Split:
    library: int = 0
    harness: collections.Counter = dataclasses.field(default_factory=collections.Counter)

    def harness_total(self):
        return sum(self.harness.values())

    def part(self):
        return self.harness_total() / (self.library + self.harness_total())


def is_library(path, function):
    """Whether a function is a library's or the C library's. Plug-ins are NAME.so, shared libraries lib*.so.N: but for
    those that the tool itself runs on, plug-ins brought them. What is of C++'s standard library in a plug-in was made
    by our glue."""
    name = pathlib.PurePath(path).name
    if RUNTIME.match(name):
        return False
    if SYSTEM.match(name) or SHARED.match(name):
        return True
    if name == "???" and function.startswith("0x"):
        return True  # the stubs through which a plug-in calls the C library
    return name.endswith(".so") and "tlsbench::" not in function and not function.startswith(GLUE)


def split(costs):
    result = Split()
    for (path, function), count in costs.items():
        if is_library(path, function):
            result.library += count
        else:
            result.harness[function] += count
    return result
