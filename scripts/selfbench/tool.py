"""Runs tlsbench and reads what it wrote. Every run has a time limit; a run that fails ends bench-self."""

import csv
import json
import os
import pathlib
import shlex
import subprocess

from failure import Failure, say


class Tool:
    def __init__(self, path, out):
        self.path = pathlib.Path(path).resolve()
        self.out = out

    def folder(self, name):
        """Plug-ins beside the tool: backends or spin-backends."""
        found = self.path.parent / name
        if not found.is_dir():
            raise Failure(f"{found} is not there; build all targets, or leave out --tool", 2)
        return found

    def help(self):
        return subprocess.run([self.path, "--help"], capture_output=True, text=True, timeout=60).stdout

    def run(self, name, options, seconds, backends="backends", environment=None):
        """One run of about so many seconds, in its own folder below `out`. Returns (folder, command)."""
        folder = self.out / name
        command = [str(self.path), *options, "--time", f"{seconds:g}", "--out", str(folder), "--quiet"]
        named = {"TLSBENCH_BACKENDS": str(self.folder(backends)), **(environment or {})}
        say(f"{name}: about {seconds:g} s")
        done = subprocess.run(command, env={**os.environ, **named}, stdin=subprocess.DEVNULL, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=seconds * 5 + 600)
        (self.out / f"{name}.txt").write_text(done.stdout)
        if done.returncode != 0:
            raise Failure(f"{self.command(options, seconds, backends)} ended with {done.returncode}: "
                          f"{(done.stdout.strip().splitlines() or ['no words'])[-1]}")
        return folder

    def command(self, options, seconds, backends="backends"):
        """As a user would type it."""
        where = "" if backends == "backends" else f"TLSBENCH_BACKENDS=build/release/{backends} "
        return f"{where}build/release/tlsbench {shlex.join(options)} --time {seconds:g}"

    def compare(self, folder, base, new):
        """The comparisons of two backends of a run, as compare's JSON has them."""
        done = subprocess.run([self.path, "compare", "--run", str(folder), base, new, "--format", "json"],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600)
        if "nothing to compare" in done.stderr:  # every round was preempted
            return []
        if done.returncode != 0:
            raise Failure(f"compare --run {folder} {base} {new} ended with {done.returncode}: {done.stderr.strip()}")
        return json.loads(done.stdout)["comparisons"]


def run_json(folder):
    return json.loads((folder / "run.json").read_text())


def rows(folder, file="summary.csv"):
    with open(folder / file, newline="") as text:
        return list(csv.DictReader(text))
