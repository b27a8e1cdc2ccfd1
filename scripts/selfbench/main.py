"""The command line of scripts/bench-self."""

import argparse
import datetime
import json
import pathlib
import subprocess
import sys

import callgrind
import difference
import harness
from failure import Failure, say
from tool import Tool

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PARTS = {"aa": difference.check_aa, "power": difference.check_power, "floor": harness.check_floor,
         "instructions": harness.check_instructions}
HELP = """\
usage: scripts/bench-self [aa|power|floor|instructions|all] [--quick] [--out DIR] [--tool FILE]

Measures tlsbench against its own goals, on this machine, and says of each whether it is met.

  aa            identical code under several names, beside busy processes: how often compare claims a difference
  power         two backends, one of which spins for 3 % of its time: how often compare finds that
  floor         the null backend: what a handshake costs without any cryptography
  instructions  callgrind: what part of a handshake's instructions is the harness's
  all           all four, one after another (the default): about 17 minutes

  --quick  a smoke test with tiny sizes: shows that the script works, and no more
  --out    folder for the report and all runs; else results/self-<UTC time>
  --tool   a tlsbench that is built, with backends/ and spin-backends/ beside it; else it is built first

exit       0 if all goals are met, 1 if one is not or could not be measured, 2 if it was called wrongly
"""


class Parser(argparse.ArgumentParser):
    def error(self, message):
        raise Failure(f"{message} (--help says how it is called)", 2)


def parse(arguments):
    parser = Parser(prog="bench-self", add_help=False, allow_abbrev=False)
    parser.add_argument("part", nargs="?", default="all", choices=[*PARTS, "all"])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--out", type=pathlib.Path)
    parser.add_argument("--tool", type=pathlib.Path)
    parser.add_argument("--help", action="store_true")
    return parser.parse_args(arguments)


def built(options):
    if options.tool is None:
        if subprocess.run([ROOT / "scripts" / "bench-self", "--build"], stdin=subprocess.DEVNULL).returncode != 0:
            raise Failure("tlsbench could not be built")
        return ROOT / "build" / "release" / "tlsbench"
    if not options.tool.is_file():
        raise Failure(f"{options.tool} is no tlsbench", 2)
    return options.tool


def out_folder(options):
    now = datetime.datetime.now(datetime.timezone.utc)
    out = options.out or ROOT / "results" / f"self-{now:%Y-%m-%dT%H-%M-%SZ}"
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise Failure(f"{out} is there already; name another --out", 2)
    out.mkdir(parents=True, exist_ok=True)
    return out.resolve()


def main(arguments):
    options = parse(arguments)
    if options.help:
        print(HELP, end="")
        return 0
    tool = Tool(built(options), out_folder(options))
    goals = []
    for name, check in PARTS.items():
        if options.part in (name, "all"):
            goals.append(check(tool, options.quick))
            print(goals[-1].text(), flush=True)
    (tool.out / "report.txt").write_text("\n".join(goal.text() for goal in goals))
    (tool.out / "goals.json").write_text(json.dumps([vars(goal) for goal in goals], indent=2) + "\n")
    say(f"the report is {tool.out}/report.txt" + (", and means nothing: --quick" if options.quick else ""))
    return 0 if all(goal.met for goal in goals) else 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Failure as failure:
        say(failure)
        sys.exit(failure.exit_code)
    except (OSError, callgrind.Failure, subprocess.TimeoutExpired) as error:
        say(error)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
