# SPDX-License-Identifier: Apache-2.0
"""A build of Celeryroot: the launcher, and how its services are started."""

import json
import os
import subprocess
from pathlib import Path

from harness.processes import run

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / "target" / "bench"


class Build:
    """One launcher. Two of them can be measured in turns."""

    def __init__(self, name, launcher):
        self.name = name
        self.launcher = Path(launcher).resolve()
        if not os.access(self.launcher, os.X_OK):
            raise SystemExit(f"bench: not a program: {launcher}; fix: ./cl --version")

    @property
    def home(self):
        return self.launcher.parent.parent

    def command(self, *arguments):
        return [self.launcher, *arguments]

    def run(self, *arguments, cwd, codes=(0,)):
        """Seconds of a whole command and what it answered."""
        return run(self.command(*arguments), cwd=cwd, codes=codes)

    def worker(self, work, file="cl.yaml", host="web01", cwd=None):
        return work.service(self.command(file, "--worker", "--hostname", host), cwd=cwd)

    def beat(self, work, file="cl.yaml", cwd=None, env=None):
        return work.service(self.command(file, "--beat"), cwd=cwd, env=env)

    def version(self):
        try:
            return run(self.command("--version"))[1].splitlines()[0].strip()
        except Exception as e:  # the version is for the reader only
            return f"unknown ({e})"

    def knows_every(self):
        """True if a schedule may be due each second: "every: 1s"."""
        schema = json.loads(self.run("config", "schema", cwd="/")[1])
        return '"every"' in json.dumps(schema)


def find():
    """The newest build of these sources, or the one that this directory was unpacked with."""
    marks = sorted(ROOT.glob("target/celeryroot-*/.built"), key=lambda mark: mark.stat().st_mtime)
    places = [mark.parent for mark in reversed(marks)] + sorted(ROOT.glob("target/celeryroot-*/")) + [ROOT]
    for place in places:
        if os.access(place / "bin" / "cl", os.X_OK):
            return Build("cl", place / "bin" / "cl")
    raise SystemExit("bench: no build; fix: ./cl --version")


def commit(launcher):
    """The commit of the sources that a build lies in, with "+" if they were changed; "" if unknown."""
    try:
        git = ["git", "-C", str(Path(launcher).parent)]
        name = subprocess.run([*git, "rev-parse", "--short=10", "HEAD"], capture_output=True, text=True, check=True)
        changed = subprocess.run(
            [*git, "status", "--porcelain", "--", ":/src/main", ":/pom.xml"],
            capture_output=True,
            text=True,
            check=True,
        )
        return name.stdout.strip() + ("+" if changed.stdout.strip() else "")
    except (OSError, subprocess.CalledProcessError):
        return ""
