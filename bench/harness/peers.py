# SPDX-License-Identifier: Apache-2.0
"""Finds the peers, or installs them from public packages; says what is missing and goes on without it.

Debian: python3-celery, python3-redis, ruby-sidekiq. npm: bullmq, ioredis, into target/bench.
"""

import os
import shutil
import subprocess
import sys

from harness.build import CACHE
from harness.contenders import PEERS, BareLoop, BullMq, Celery, Sidekiq

DEBIAN = ["python3-celery", "python3-redis", "ruby-sidekiq"]
NPM = ["bullmq@6.7.0", "ioredis@6.0.0"]


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


class Peers:
    """The peers on this machine. Each is looked for once."""

    def __init__(self, may_install):
        self.may_install = may_install
        self._found = {}

    def celery(self):
        """A contender, or None."""
        python = self._once("Celery", self._python)
        return Celery(python) if python else None

    def celery_program(self):
        """The Python that has Celery, or None."""
        return self._once("Celery", self._python)

    def sidekiq(self):
        found = self._once("Sidekiq", self._sidekiq)
        return Sidekiq(found) if found else None

    def bullmq(self):
        found = self._once("BullMQ", self._bullmq)
        return BullMq(*found) if found else None

    def bare_loop(self):
        found = self._once("bare Java loop", self._bare_loop)
        return BareLoop(*found) if found else None

    def all(self):
        return [one for one in (self.celery(), self.sidekiq(), self.bullmq()) if one]

    def versions(self):
        """Name to version, of those that are here."""
        found = {}
        if self.celery_program():
            found["Celery"] = ask([self.celery_program(), "-c", "import celery; print(celery.__version__)"])
        if self._once("Sidekiq", self._sidekiq):
            found["Sidekiq"] = ask(["ruby", "-e", 'require "sidekiq"; print Sidekiq::VERSION'])
            found["Ruby"] = ask(["ruby", "-e", "print RUBY_VERSION"])
        if self._once("BullMQ", self._bullmq):
            _, modules = self._found["BullMQ"]
            found["BullMQ"] = ask(["node", "-p", f"require('{modules}/bullmq/package.json').version"])
            found["Node"] = ask(["node", "-p", "process.versions.node"])
        return found

    def _once(self, name, find):
        if name not in self._found:
            try:
                self._found[name] = find()
            except (OSError, subprocess.SubprocessError) as e:
                say(f"{name} left out: {e}")
                self._found[name] = None
        return self._found[name]

    def _python(self):
        def find():
            for python in ("/usr/bin/python3", shutil.which("python3")):
                if python and works([python, "-c", "import celery, redis"]):
                    return python
            return None

        return self._debian("Celery", find)

    def _sidekiq(self):
        def find():
            program = shutil.which("sidekiq")
            return program if program and works(["ruby", "-e", 'require "sidekiq"']) else None

        return self._debian("Sidekiq", find)

    def _debian(self, name, find):
        found = find()
        if not found and self.may_install:
            if os.geteuid() != 0 or not shutil.which("apt-get"):
                say("--install needs root and apt-get")
            else:
                say(f"installing {' '.join(DEBIAN)} for {name}")
                quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
                subprocess.run(["apt-get", "-qq", "update"], env=quiet, check=False)
                install = ["apt-get", "-qq", "install", "-y", "--no-install-recommends", *DEBIAN]
                subprocess.run(install, env=quiet, check=False, stdout=sys.stderr)
            found = find()
        if not found:
            say(f"{name} left out: not installed; fix: apt install {' '.join(DEBIAN)}, or bench/run --install as root")
        return found

    def _bullmq(self):
        node = shutil.which("node")
        if not node or not shutil.which("npm"):
            say("BullMQ left out: no node or npm; fix: apt install npm")
            return None
        home = CACHE / "npm"
        if not (home / "node_modules" / "bullmq").is_dir():
            home.mkdir(parents=True, exist_ok=True)
            say(f"fetching {' '.join(NPM)} into {home}")
            command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", home, *NPM]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                say(f"BullMQ left out: npm: {done.stderr.strip()[-300:]}")
                return None
        return node, home / "node_modules"

    def _bare_loop(self):
        java, javac = tool("java"), tool("javac")
        if not java or not javac:
            say("bare Java loop left out: no JDK")
            return None
        classes = CACHE / "classes"
        classes.mkdir(parents=True, exist_ok=True)
        subprocess.run([javac, "-d", classes, PEERS / "BareLoop.java"], check=True)
        return java, classes


def tool(name):
    """A program of the JDK in JAVA_HOME or on the PATH."""
    home = os.environ.get("JAVA_HOME")
    if home and os.access(os.path.join(home, "bin", name), os.X_OK):
        return os.path.join(home, "bin", name)
    return shutil.which(name)


def works(command):
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def ask(command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"
