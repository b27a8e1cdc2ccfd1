"""The command line of scripts/plot."""

import argparse
import pathlib
import sys

from failure import Failure, from_os_error, say

HELP = """\
usage: scripts/plot RUN... [--out DIR] [--format svg,png]
       scripts/plot --compare FILE.csv [--out DIR] [--format svg,png]

Draws what a run of tlsbench measured. RUN is its folder, such as results/reference/default.

  cpu      CPU per handshake of client and server, by backend and kind: medians with 95 % intervals, and minima
  latency  handshake and first byte over sockets: p50, p90 and p99, and the distribution if the run has samples.csv
  rtt      first byte over the round-trip time of emulated paths, with the round trips that its slope is
  ratios   of a comparison (tlsbench compare ... --format csv), with intervals and what could have been detected

A picture that a run has no rows for is not drawn. Rows that are not ok are left out, and counted.

  --compare  the CSV of a comparison; may stand beside RUNs
  --out      where pictures go; without it each into the folder of its RUN or FILE. Several RUNs with --out share
             one picture of each sort, backend beside backend
  --format   svg, png or both (the default)

exit      0, with the files written on stdout; 1 if something could not be drawn; 2 if it was called wrongly
"""
FORMATS = ("svg", "png")


class Parser(argparse.ArgumentParser):
    def error(self, message):
        raise Failure(f"{message} (--help says how it is called)", 2)


def formats(text):
    chosen = tuple(dict.fromkeys(text.split(",")))
    for each in chosen:
        if each not in FORMATS:
            raise argparse.ArgumentTypeError(f"{each!r} is not svg or png")
    return chosen


def parse(arguments):
    parser = Parser(prog="plot", add_help=False, allow_abbrev=False)
    parser.add_argument("runs", nargs="*")
    parser.add_argument("--compare")
    parser.add_argument("--out", type=pathlib.Path)
    parser.add_argument("--format", dest="formats", type=formats, default=FORMATS)
    parser.add_argument("--help", action="store_true")
    options = parser.parse_args(arguments)
    if not options.help and not options.runs and options.compare is None:
        parser.error("the folder of a run is wanted, or --compare FILE.csv")
    return options


def tasks(options):
    """What is to be drawn: (function, its argument). Each may fail by itself."""
    import pictures  # needs pandas and matplotlib, which --help and a wrong call do without

    if options.runs and options.out is not None:
        yield pictures.draw_runs, options.runs, options
    else:
        for run in options.runs:
            yield pictures.draw_runs, [run], options
    if options.compare is not None:
        yield pictures.draw_ratios, options.compare, options


def main(arguments):
    options = parse(arguments)
    if options.help:
        print(HELP, end="")
        return 0
    exit_code = 0
    for draw, what, how in tasks(options):
        try:
            draw(what, how.out, how.formats)
        except Failure as failure:
            say(failure)
            exit_code = max(exit_code, failure.exit_code)
    return exit_code


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Failure as failure:
        say(failure)
        sys.exit(failure.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        say(from_os_error(error, error.filename or "stdout"))
        sys.exit(1)
