# SPDX-License-Identifier: Apache-2.0
"""Celery's side: the same jobs as ours."""

import os
import subprocess

from celery import Celery

app = Celery("bench", broker=os.environ["BENCH_BROKER"], backend=os.environ["BENCH_RESULTS"])


@app.task(name="silent")
def silent():
    done = subprocess.run(["/bin/true"], capture_output=True)
    return {"exit_code": done.returncode, "stdout": done.stdout.decode(), "stderr": done.stderr.decode()}


@app.task(name="noop")
def noop():
    return {}
