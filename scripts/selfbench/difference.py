"""Does compare claim a difference where there is none (aa), and find one that is there (power)?"""

import collections

from failure import Goal
from noise import noise
from tool import rows

CLAIMS = ("cheaper", "dearer")
PAIRS = [("steady-a", "steady-b"), ("steady-c", "steady-d")]
QUANTITIES = ("client_cpu_us", "server_cpu_us")
MOST_CLAIMS = 0.05
INJECTED = ("steady-a", "spin-3")  # tests/spin: equal but for 3 % of spinning


def of(row):
    return f"{row['new']} TLS {row['protocol']} {row['handshake']} {row['quantity']}"


def check_aa(tool, quick):
    """Identical code under several names, beside busy processes."""
    wanted, most_runs, seconds = (4, 1, 2) if quick else (200, 30, 20)
    options = ["--backend", ",".join(name for pair in PAIRS for name in pair), "--protocol",
               "1.3" if quick else "1.2,1.3", "--handshake", "full" if quick else "full,ticket", "--link", "memory",
               "--precision", "0", "--executions", "1" if quick else "3"]
    judged = collections.Counter()
    claims = []
    runs = preempted = 0
    while sum(judged.values()) < wanted and runs < most_runs:
        with noise(runs + 1, seconds * 5 + 600):
            folder = tool.run(f"aa-{runs:02}", [*options, "--seed", str(runs + 1)], seconds, "spin-backends")
        preempted += sum(int(row["preempted"] or 0) for row in rows(folder, "rounds.csv"))
        runs += 1
        for base, new in PAIRS:
            for row in tool.compare(folder, base, new):
                judged[row["verdict"]] += 1
                if row["verdict"] in CLAIMS:
                    claims.append(f"aa-{runs - 1:02}: {of(row)}: {row['words']}")
    told = sum(judged[verdict] for verdict in (*CLAIMS, "no-difference"))
    count = sum(judged.values())
    return Goal("aa", f"of {wanted} A/A comparisons over noisy runs at most {MOST_CLAIMS:.0%} claim a difference",
                f"{len(claims)} of {told} comparisons in {runs} runs claim one ({len(claims) / max(1, told):.1%}); "
                f"{count - told} told nothing, {preempted} rounds were left out as preempted",
                tool.command([*options, "--seed", "1"], seconds, "spin-backends") + "; tlsbench compare --run DIR " +
                " and ".join(" ".join(pair) for pair in PAIRS),
                told >= wanted and len(claims) <= MOST_CLAIMS * told, {"claims": claims, "verdicts": dict(judged)})


def is_found(comparisons):
    """Each side is dearer in one row at least, and nothing is cheaper."""
    dearer = {row["quantity"] for row in comparisons if row["verdict"] == "dearer"}
    return dearer == set(QUANTITIES) and not any(row["verdict"] == "cheaper" for row in comparisons)


def check_power(tool, quick, runs=10, seconds=60):
    """A slow-down of 3 % that is there: two backends, full handshakes and tickets."""
    runs, seconds = (1, 2) if quick else (runs, seconds)
    options = ["--backend", ",".join(INJECTED), "--protocol", "1.3", "--handshake", "full,ticket", "--link", "memory",
               "--precision", "0"]
    dearer = collections.Counter()
    found = strictly = 0
    ratios = collections.defaultdict(list)
    for number in range(runs):
        folder = tool.run(f"power-{number:02}", [*options, "--seed", str(number + 1)], seconds, "spin-backends")
        comparisons = tool.compare(folder, *INJECTED)
        found += is_found(comparisons)
        strictly += all(row["verdict"] == "dearer" for row in comparisons)
        for row in comparisons:
            dearer[of(row)] += row["verdict"] == "dearer"
            ratios[of(row)].append([row["ratio"], row["ratio_low"], row["ratio_high"], row["verdict"]])
    counts = ", ".join(f"{name.removeprefix('spin-3 ')} {count}" for name, count in dearer.items())
    return Goal("power", "an injected slow-down of 3 % is found in at least 9 of 10 runs of 60 s with 4 cells",
                f"found in {found} of {runs} runs of {seconds:g} s (found: client and server CPU are each called "
                "dearer in at least one of the two rows, and nothing cheaper; all four are in "
                f"{strictly}); by verdict: {counts}",
                tool.command([*options, "--seed", "1"], seconds, "spin-backends") +
                f"; tlsbench compare --run DIR {' '.join(INJECTED)}", found >= 0.9 * runs, {"ratios": ratios})
