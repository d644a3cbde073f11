#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Puts Celery messages for a task on a list and times a worker until all have a result.

usage: jobs.py PORT LIST TASK JOBS
"""

import base64
import json
import socket
import sys
import time


class Redis:
    def __init__(self, port):
        self.stream = socket.create_connection(("127.0.0.1", port)).makefile("rwb")

    def send(self, *words):
        self.stream.write(b"*%d\r\n" % len(words))
        for word in words:
            data = str(word).encode()
            self.stream.write(b"$%d\r\n%s\r\n" % (len(data), data))

    def number(self):
        return int(self.stream.readline()[1:])

    def call(self, *words):
        self.send(*words)
        self.stream.flush()
        return self.number()


def message(task, job):
    body = base64.b64encode(b"[[], {}, {}]").decode()
    return json.dumps(
        {
            "body": body,
            "content-encoding": "utf-8",
            "content-type": "application/json",
            "headers": {"task": task, "id": job},
            "properties": {"body_encoding": "base64", "delivery_tag": job},
        }
    )


def main(port, target, task, jobs):
    redis = Redis(int(port))
    ids = [f"{task}-{time.time_ns()}-{i}" for i in range(int(jobs))]
    for job in ids:
        redis.send("LPUSH", target, message(task, job))
    began = time.monotonic()
    redis.stream.flush()
    for _ in ids:
        redis.number()
    keys = ["celery-task-meta-" + job for job in ids]
    while redis.call("EXISTS", *keys) < len(keys) or redis.call("LLEN", target) > 0:
        time.sleep(0.05)
    # A result is STARTED first, so the last jobs are done when no claim is left.
    while redis.call("EXISTS", *["{%s}:claimed:web01" % target]) > 0:
        time.sleep(0.01)
    took = time.monotonic() - began
    print(f"{task:8} {len(ids):6} jobs {took:7.2f} s {len(ids) / took:8.1f} jobs/s")


if __name__ == "__main__":
    main(*sys.argv[1:])
