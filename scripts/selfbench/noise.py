"""Busy processes beside a run, which come and go at random: one for each core. Seeded, bounded, ended by their ids.

usage, by bench-self itself: noise.py SEED SECONDS
"""

import contextlib
import os
import random
import subprocess
import sys
import time

MEMORY = 8 << 20  # more than a core's own cache, so that not only the core is shared


def make_noise(seed, seconds):
    chance = random.Random(seed)
    memory = bytearray(MEMORY)
    end = time.monotonic() + seconds
    parent = os.getppid()
    while time.monotonic() < end and os.getppid() == parent:
        until = min(end, time.monotonic() + chance.uniform(0.05, 2))
        if chance.random() < 0.5:
            time.sleep(max(0, until - time.monotonic()))
            continue
        walks = chance.random() < 0.5
        while time.monotonic() < until:
            if walks:
                memory[::64] = bytes(len(memory) // 64)
            else:
                sum(range(20000))


@contextlib.contextmanager
def noise(seed, seconds):
    """As long as the block lasts, and never longer than `seconds`."""
    count = len(os.sched_getaffinity(0))
    processes = [subprocess.Popen([sys.executable, __file__, str(seed * 100 + i), str(seconds)],
                                  stdin=subprocess.DEVNULL) for i in range(count)]
    try:
        yield count
    finally:
        for process in processes:
            process.terminate()
            process.wait()


if __name__ == "__main__":
    make_noise(int(sys.argv[1]), float(sys.argv[2]))
