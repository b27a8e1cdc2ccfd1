#!/usr/bin/env python3
"""Counts what came of the tests, case by case, and tells which took longest.

usage: results.py ctest PRESET TESTS.json RESULTS.xml   what ctest ran
       results.py bats LOG...                           TAP with times, one log for each file
       results.py slowest COUNT TIMES                   the lines of TIMES with the largest numbers

The first two print "PASSED FAILED SKIPPED", append "seconds<tab>case" to build/times and tell on stderr what never came
to an end. TESTS.json is ctest's list of its tests: a program of GoogleTest writes where its command says, and a case
counts only if it stands there. Without that file the program has died: its output tells what had passed until then.
"""

import json
import pathlib
import re
import sys
import xml.etree.ElementTree as xml

ROOT = pathlib.Path(__file__).resolve().parent.parent
PASSED, FAILED, SKIPPED = range(3)


class Tally:
    def __init__(self):
        self.counts = [0, 0, 0]
        self.times = []

    def add(self, outcome, name, seconds):
        self.counts[outcome] += 1
        self.times.append((seconds, name))


def read_xml(path):
    """The root of an XML file; None if there is none, or half of one."""
    try:
        return xml.parse(path).getroot()
    except (OSError, xml.ParseError):
        return None


def tests_of(path):
    """What ctest lists; nothing if it could not."""
    try:
        return json.loads(pathlib.Path(path).read_text())["tests"]
    except (OSError, ValueError, KeyError):
        return []


def file_of_cases(command):
    for word in command:
        if word.startswith("--gtest_output=xml:"):
            return pathlib.Path(word.removeprefix("--gtest_output=xml:"))
    return None


def outcome_of_case(case):
    if case.find("failure") is not None:
        return FAILED
    left_out = case.find("skipped") is not None or case.get("status") == "notrun"
    return SKIPPED if left_out else PASSED


def count_cases(cases, test, result, tally):
    """A program of GoogleTest that came to its end."""
    before = tally.counts[FAILED]
    for case in cases.iter("testcase"):
        name = f"{case.get('classname')}.{case.get('name')}"
        tally.add(outcome_of_case(case), name, float(case.get("time", 0)))
    if result.get("status") == "fail" and tally.counts[FAILED] == before:
        print(f"FAILED: {test} after all of its cases had passed", file=sys.stderr)
        tally.add(FAILED, test, 0)


def count_output(test, result, tally):
    """A program of GoogleTest that ended early."""
    output = result.findtext("system-out") or ""
    for line in output.splitlines():
        if ended := re.fullmatch(r"\[ +(OK|FAILED|SKIPPED) +\] (\S+) \((\d+) ms\)", line):
            outcome = {"OK": PASSED, "FAILED": FAILED, "SKIPPED": SKIPPED}[ended[1]]
            tally.add(outcome, ended[2], int(ended[3]) / 1000)
    begun = re.findall(r"^\[ RUN +\] (\S+)", output, flags=re.MULTILINE)
    print(f"FAILED: {test} ended early, in {begun[-1] if begun else 'no case'}", file=sys.stderr)
    tally.add(FAILED, test, float(result.get("time", 0)))


def outcome_of_test(result):
    """A test that is no program of GoogleTest: what ctest says. What could not be started has not been skipped."""
    skipped = result.find("skipped")
    if result.get("status") == "run":
        return PASSED
    asked = skipped is not None and skipped.get("message", "").startswith("SKIP_")
    return SKIPPED if asked or result.get("status") == "disabled" else FAILED


def count_ctest(preset, tests_file, results_file):
    tally = Tally()
    tests = tests_of(tests_file)
    suite = read_xml(results_file)
    results = {} if suite is None else {case.get("name"): case for case in suite.iter("testcase")}
    for test in tests:
        name = test["name"]
        result = results.get(name, xml.Element("testcase", status="fail"))
        path = file_of_cases(test.get("command", []))
        cases = path and read_xml(path)
        if path is None:
            tally.add(outcome_of_test(result), name, float(result.get("time", 0)))
        elif cases is None:
            count_output(name, result, tally)
        else:
            count_cases(cases, name, result, tally)
    if not tests:
        print(f"FAILED: ctest lists no tests of {preset}", file=sys.stderr)
        tally.add(FAILED, "no tests", 0)
    tally.times = [(seconds, f"{name} ({preset})") for seconds, name in tally.times]
    return tally


def count_bats(*logs):
    """What a plan announced and never came has failed."""
    tally = Tally()
    for log in map(pathlib.Path, logs):
        lines = log.read_text().splitlines() if log.exists() else []
        planned = [int(line.removeprefix("1..")) for line in lines if re.fullmatch(r"1\.\.\d+", line)] or [1]
        came = 0
        for line in lines:
            if case := re.match(r"(not )?ok \d+ (.*?)( in (\d+)(ms|sec))?( # skip.*)?$", line):
                came += 1
                outcome = FAILED if case[1] else SKIPPED if case[6] else PASSED
                seconds = int(case[4] or 0) / (1000 if case[5] == "ms" else 1)
                tally.add(outcome, f"{log.stem}: {case[2]}", seconds)
        for _ in range(came, planned[0]):
            tally.add(FAILED, f"{log.stem}: what never came", 0)
        if came < planned[0]:
            print(f"FAILED: {log.stem} ended early, after {came} of {planned[0]} tests", file=sys.stderr)
    return tally


def print_slowest(count, times_file):
    lines = [line.split("\t", 1) for line in pathlib.Path(times_file).read_text().splitlines()]
    for seconds, name in sorted(lines, key=lambda line: -float(line[0]))[: int(count)]:
        print(f"{float(seconds):7.1f} s  {name}")


def main():
    command, *arguments = sys.argv[1:]
    if command == "slowest":
        print_slowest(*arguments)
        return
    tally = {"ctest": count_ctest, "bats": count_bats}[command](*arguments)
    with open(ROOT / "build" / "times", "a") as times:
        times.writelines(f"{seconds:.3f}\t{name}\n" for seconds, name in tally.times)
    print(*tally.counts)


if __name__ == "__main__":
    main()
