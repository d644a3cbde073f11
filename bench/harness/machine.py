# SPDX-License-Identifier: Apache-2.0
"""The machine that figures were taken on."""

import os
import platform
import re
import subprocess
from pathlib import Path

from harness.peers import tool


def describe(peers):
    cpu = re.search(r"model name\s*:\s*(.*)", _read("/proc/cpuinfo"))
    memory = re.search(r"MemTotal:\s*(\d+)", _read("/proc/meminfo"))
    return {
        "cores": os.cpu_count(),
        "cpu": cpu[1].strip() if cpu else platform.machine(),
        "memory_gib": round(int(memory[1]) / 1024 / 1024, 1) if memory else None,
        "kernel": platform.release(),
        "system": _system(),
        "versions": {"Java": _java(), "Redis": _redis(), "Python": platform.python_version(), **peers.versions()},
    }


def _read(file):
    try:
        return Path(file).read_text(encoding="utf-8")
    except OSError:
        return ""


def _system():
    name = re.search(r'PRETTY_NAME="(.*)"', _read("/etc/os-release"))
    return name[1] if name else platform.system()


def _java():
    said = subprocess.run([tool("java"), "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "([^"]+)"', said)
    return found[1] if found else "unknown"


def _redis():
    for program in ("redis-server", "valkey-server"):
        try:
            said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
        except OSError:
            continue
        found = re.search(r"v=(\S+)", said)
        return found[1] if found else said.strip()
    return "unknown"
