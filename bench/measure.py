#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Times commands as whole processes, alternating, and prints medians and ratios to the first.

usage: measure.py [--until WORD] RUNS NAME COMMAND [NAME COMMAND ...]

With --until the time counts to the first line that holds WORD, and the process is then stopped by TERM.
"""

import os
import signal
import statistics
import subprocess
import sys
import time


def main(args):
    word = None
    if args[0] == "--until":
        word = args[1]
        args = args[2:]
    runs = int(args[0])
    commands = list(zip(args[1::2], args[2::2]))
    times = {name: [] for name, _ in commands}
    for _ in range(runs):
        for name, command in commands:
            times[name].append(until(command, word) if word else whole(command))
    print(f"{runs} runs each, in turns; {os.cpu_count()} cores; load {os.getloadavg()[0]:.1f}")
    base = statistics.median(times[commands[0][0]])
    print(f"{'':24} {'median':>8} {'min':>8} {'max':>8} {'ratio':>6}")
    for name, _ in commands:
        own = times[name]
        median = statistics.median(own)
        print(f"{name:24} {median:7.3f}s {min(own):7.3f}s {max(own):7.3f}s {median / base:6.2f}")


def whole(command):
    began = time.monotonic()
    done = subprocess.run(["sh", "-c", command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    took = time.monotonic() - began
    if done.returncode != 0:
        sys.exit(f"{command}: exit {done.returncode}: {done.stderr.decode()}")
    return took


def until(command, word):
    began = time.monotonic()
    process = subprocess.Popen(
        ["sh", "-c", command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    said = []
    for line in process.stderr:
        said.append(line)
        if word in line:
            took = time.monotonic() - began
            process.send_signal(signal.SIGTERM)
            process.stderr.read()
            process.wait()
            return took
    sys.exit(f"{command}: never said {word}: {''.join(said)}")


if __name__ == "__main__":
    main(sys.argv[1:])
