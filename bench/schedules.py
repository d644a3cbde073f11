#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Starts a service and stops it 20 s after it is ready. Prints the time that both took, and its memory.

usage: schedules.py COUNT COMMAND [ARGUMENT ...]   COUNT: of schedules, for the line
"""

import re
import subprocess
import sys
import threading
import time


def main(count, *command):
    began = time.monotonic()
    service = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    said = []
    for line in service.stderr:
        said.append(line)
        if line.rstrip().endswith("ready"):
            break
    else:
        sys.exit("".join(said))
    ready = time.monotonic() - began
    threading.Thread(target=service.stderr.read, daemon=True).start()
    time.sleep(20)
    with open(f"/proc/{service.pid}/status", encoding="ascii") as status:
        resident = int(re.search(r"VmRSS:\s+(\d+)", status.read())[1]) // 1024
    began = time.monotonic()
    service.terminate()
    code = service.wait()
    stopped = time.monotonic() - began
    print(f"{count:>6} schedules: ready {ready:6.1f} s, resident {resident:5} MiB, stopped {stopped:5.1f} s, exit {code}")


if __name__ == "__main__":
    main(*sys.argv[1:])
