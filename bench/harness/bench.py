# SPDX-License-Identifier: Apache-2.0
"""What a row is given: the builds, the peers, the options."""

import sys

from harness.contenders import Cl
from harness.workspace import Workspace


class Bench:
    """The builds under test and the choices of the command line.

    builds: first ours, then the one of --before; options: the parsed command line.
    """

    def __init__(self, builds, peers, options):
        self.builds = builds
        self.peers = peers
        self.options = options
        self.notes = {}

    def workspace(self):
        return Workspace()

    def repeats(self, default):
        """Rounds: --repeat, or what the row thinks right."""
        return self.options.repeat or default

    def ours(self):
        """A worker to be started for each build, each with a database of its own."""
        return [Cl(build, db) for db, build in enumerate(self.builds)]

    def note(self, name, value):
        """Keeps a fact that is not a measure, such as a length."""
        self.notes[name] = value

    def say(self, text):
        print(f"  … {text}", file=sys.stderr, flush=True)
