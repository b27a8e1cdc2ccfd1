"""What the harness itself costs: in time, by the null backend (floor), and in instructions, by callgrind."""

import callgrind
from failure import Goal
from tool import rows, run_json

MOST_NS = 150
MOST_PART = 0.01


def check_floor(tool, quick):
    seconds = 1 if quick else 40
    options = ["--handshake", "ticket", "--link", "memory", "--precision", "0"]
    backends = "backends"
    if quick:
        options += ["--protocol", "1.3", "--backend", "steady-a"]
        backends = "spin-backends"
    folder = tool.run("floor", options, seconds, backends)
    goal = (f"the null backend's floor without clock readings is under {MOST_NS} ns and under {MOST_PART:.0%} of the "
            "cheapest resumption")
    command = tool.command(options, seconds, backends)
    costs = {f"{row['client']} TLS {row['protocol']}": float(row["client_cpu_us"]) + float(row["server_cpu_us"])
             for row in rows(folder) if row["status"] == "ok" and row["client_cpu_us"] and row["server_cpu_us"]}
    if run_json(folder)["floor_ns"] is None or not costs:
        return Goal("floor", goal, "no round was left that was not preempted", command, None, {})
    floor_ns = run_json(folder)["floor_ns"]["without_clock"]
    cheapest = min(costs, key=costs.get)
    part = floor_ns / 1000 / costs[cheapest]
    return Goal("floor", goal, f"{floor_ns:.0f} ns, {part:.2%} of the cheapest resumption ({cheapest}, both sides "
                f"{costs[cheapest]:.1f} us)", command, floor_ns < MOST_NS and part < MOST_PART,
                {"floor_ns": floor_ns, "resumptions_us": costs})


def check_instructions(tool, quick):
    goal = (f"the harness adds under {MOST_PART:.0%} instructions to a handshake (callgrind; all outside the library "
            "and libc)")
    options = ["--instructions", "--handshake", "full,ticket", "--link", "memory", "--handshakes", "5"]
    if quick:
        options += ["--protocol", "1.3", "--backend", "openssl"]
    seconds = 2 if quick else 10
    command = "TLSBENCH_CALLGRIND_OUT=DIR " + tool.command(options, seconds)
    if "--instructions" not in tool.help():
        return Goal("instructions", goal, "this tlsbench has no --instructions", command, None, {})
    files = tool.out / "callgrind"
    files.mkdir(parents=True, exist_ok=True)
    tool.run("instructions", options, seconds, environment={"TLSBENCH_CALLGRIND_OUT": str(files)})
    cells = {}
    for file in sorted(files.glob("whole-*.out")):
        cells[file.name] = callgrind.split(callgrind.read(file))
    if not cells:
        return Goal("instructions", goal, f"no callgrind file came to {files}", command, None, {})
    worst = max(cells, key=lambda name: cells[name].part())
    least = min(cells, key=lambda name: cells[name].part())
    dearest = ", ".join(f"{name} {count:,}" for name, count in cells[worst].harness.most_common(5))
    return Goal("instructions", goal,
                f"{cells[least].part():.2%} to {cells[worst].part():.2%} in {len(cells)} cells; most in {worst}, 10 "
                f"handshakes: {dearest}", command, cells[worst].part() < MOST_PART,
                {name: {"harness": cell.harness_total(), "library": cell.library,
                        "by function": cell.harness.most_common(30)} for name, cell in cells.items()})
