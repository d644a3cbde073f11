# SPDX-License-Identifier: Apache-2.0
"""Processes that the bench starts, and what /proc says about them. Each is ended by its pid."""

import os
import signal
import subprocess
import threading
import time
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


class Failed(Exception):
    """A process did not do what the row needs; the text says what it printed."""


class Service:
    """A process that keeps running. Collects the lines of its stderr and stdout."""

    def __init__(self, command, cwd=None, env=None):
        self.command = [str(word) for word in command]
        self.lines = []
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            cwd=cwd,
            env={**os.environ, **(env or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.pid = self.process.pid
        self._news = threading.Condition()
        threading.Thread(target=self._collect, daemon=True).start()

    def _collect(self):
        for line in self.process.stdout:
            with self._news:
                self.lines.append((time.monotonic(), line.decode(errors="replace")))
                self._news.notify_all()
        with self._news:
            self.lines.append((time.monotonic(), ""))
            self._news.notify_all()

    def wait_for(self, word, timeout=60, since=0):
        """Seconds from the start of the process to the first line with a word."""
        limit = time.monotonic() + timeout
        seen = since
        with self._news:
            while True:
                for at, line in self.lines[seen:]:
                    seen += 1
                    if word in line:
                        return at - self.began
                    if line == "":
                        raise Failed(f"ended before it said {word!r}: {self.said()}")
                if not self._news.wait(limit - time.monotonic()):
                    raise Failed(f"did not say {word!r} within {timeout} s: {self.said()}")

    def said(self, last=15):
        return " ".join(self.command)[:200] + "\n" + "".join(line for _, line in self.lines[-last:])

    def tell(self, text):
        self.process.stdin.write(text.encode() + b"\n")
        self.process.stdin.flush()

    def ask(self, text, timeout=120):
        """Sends a line and waits for the next one."""
        before = len(self.lines)
        self.tell(text)
        self.wait_for("\n", timeout, since=before)

    def signal(self, number):
        os.kill(self.pid, number)

    def stop(self, timeout=60):
        """Seconds from SIGTERM to the exit."""
        began = time.monotonic()
        self.process.terminate()
        self.process.wait(timeout)
        return time.monotonic() - began

    def kill(self):
        self.process.kill()
        self.process.wait()

    def close(self):
        """Ends the process and what it has left in its process group."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    # What it costs.

    def tree(self):
        """The pids of the process and of its live descendants."""
        children = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                fields = _stat(entry.name)
                if fields:
                    children.setdefault(int(fields[1]), []).append(int(entry.name))
        found = [self.pid]
        for pid in found:
            found += children.get(pid, [])
        return found

    def cpu(self):
        """CPU seconds of the tree, ended children included."""
        ticks = 0
        for pid in self.tree():
            fields = _stat(pid)
            if fields:
                ticks += sum(int(field) for field in fields[11:15])
        return ticks / TICK

    def pss(self):
        """Proportional memory of the tree in MiB."""
        total = 0
        for pid in self.tree():
            try:
                for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                    if line.startswith("Pss:"):
                        total += int(line.split()[1])
            except OSError:
                pass
        return total / 1024


def _stat(pid):
    """Fields of /proc/PID/stat from the state on; empty when the process has gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return []


def run(command, cwd=None, env=None, codes=(0,), timeout=600):
    """Runs a command to its end; gives the seconds it took and its stdout."""
    began = time.monotonic()
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=timeout,
        check=False,
    )
    took = time.monotonic() - began
    if done.returncode not in codes:
        what = " ".join(map(str, command))
        raise Failed(f"{what}: exit {done.returncode}: {done.stderr.decode(errors='replace')[-2000:]}")
    return took, done.stdout.decode(errors="replace")


def wait_until(condition, what, timeout=60, every=0.01):
    """Waits for a condition; gives the seconds it took."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > timeout:
            raise Failed(f"{timeout} s without {what}")
        time.sleep(every)
    return time.monotonic() - began
