# SPDX-License-Identifier: Apache-2.0
"""A small Redis client, and a server of the bench's own on a free port of the loopback."""

import shutil
import socket
import subprocess
import time


class RedisError(Exception):
    """The server's error reply."""


class Redis:
    """One connection. Replies are int, bytes, None or lists of them."""

    def __init__(self, port, db=0):
        self.port = port
        self.db = db
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=600)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.stream = self.socket.makefile("rwb")
        if db:
            self.call("SELECT", db)

    def call(self, *words):
        self.send(*words)
        self.stream.flush()
        return self.read()

    def send(self, *words):
        out = [b"*%d\r\n" % len(words)]
        for word in words:
            data = word if isinstance(word, bytes) else str(word).encode()
            out.append(b"$%d\r\n%s\r\n" % (len(data), data))
        self.stream.write(b"".join(out))

    def pipeline(self, commands, at_once=1000):
        """Replies of many commands, sent in groups."""
        replies = []
        group = []
        for command in commands:
            group.append(command)
            if len(group) == at_once:
                replies += self._exchange(group)
                group = []
        return replies + self._exchange(group)

    def _exchange(self, group):
        for command in group:
            self.send(*command)
        self.stream.flush()
        return [self.read() for _ in group]

    def read(self):
        line = self.stream.readline()
        if not line:
            raise RedisError("connection closed")
        kind, rest = line[:1], line[1:-2]
        if kind == b"+":
            return rest
        if kind == b":":
            return int(rest)
        if kind == b"-":
            raise RedisError(rest.decode())
        if kind == b"$":
            return None if rest == b"-1" else self.stream.read(int(rest) + 2)[:-2]
        if kind == b"*":
            return None if rest == b"-1" else [self.read() for _ in range(int(rest))]
        raise RedisError(f"unknown reply: {line!r}")

    def info(self, section):
        """Fields of INFO as text."""
        lines = self.call("INFO", section).decode().splitlines()
        return dict(line.split(":", 1) for line in lines if ":" in line)

    def scan(self, pattern):
        cursor = b"0"
        while True:
            cursor, keys = self.call("SCAN", cursor, "MATCH", pattern, "COUNT", 5000)
            yield from keys
            if cursor == b"0":
                return

    def cost(self):
        """CPU seconds and commands that the server has spent so far."""
        cpu = self.info("cpu")
        seconds = float(cpu["used_cpu_user"]) + float(cpu["used_cpu_sys"])
        return seconds, int(self.info("stats")["total_commands_processed"])

    def close(self):
        self.stream.close()
        self.socket.close()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A Redis that keeps nothing. Closed by its pid."""

    def __init__(self, directory):
        program = shutil.which("redis-server") or shutil.which("valkey-server")
        if not program:
            raise SystemExit("bench: no redis-server on the PATH; fix: apt install redis-server")
        self.port = free_port()
        command = [program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--databases", "16"]
        command += ["--appendonly", "no", "--dir", str(directory)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
        limit = time.monotonic() + 20
        while True:
            try:
                self.client().close()
                return
            except OSError:
                if time.monotonic() > limit or self.process.poll() is not None:
                    self.close()
                    raise SystemExit("bench: redis-server does not start") from None
                time.sleep(0.02)

    def client(self, db=0):
        return Redis(self.port, db)

    def url(self, db=0):
        return f"redis://127.0.0.1:{self.port}/{db}"

    def close(self):
        self.process.kill()
        self.process.wait()
