# SPDX-License-Identifier: Apache-2.0
"""The place of one row: a temporary directory, servers and processes, all gone at its end."""

import contextlib
import shutil
import tempfile
from pathlib import Path

from harness.processes import Service
from harness.redis import Server


class Workspace(contextlib.ExitStack):
    """Ends what it started in reverse order, also when the row fails."""

    def __init__(self):
        super().__init__()
        self.directory = Path(tempfile.mkdtemp(prefix="cl-bench-"))
        self.callback(shutil.rmtree, self.directory, ignore_errors=True)
        self._servers = 0

    def server(self):
        self._servers += 1
        directory = self.folder(f"redis{self._servers}")
        server = Server(directory)
        self.callback(server.close)
        return server

    def service(self, command, cwd=None, env=None):
        service = Service(command, cwd or self.directory, env)
        self.callback(service.close)
        return service

    def folder(self, name):
        directory = self.directory / name
        directory.mkdir(exist_ok=True)
        return directory

    def write(self, name, text):
        file = self.directory / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file
