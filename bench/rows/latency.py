# SPDX-License-Identifier: Apache-2.0
"""One schedule: from its due instant to the process that it starts."""

import json
import time
from datetime import datetime

from harness import sites
from harness.processes import Failed
from harness.results import Goal, Measure, percentile
from harness.rows import row

INSTANTS = 200
WARM = 10  # seconds from ready on; workers of other rows are warmed up, too


@row("lateness", "due instant to process started, one schedule, 200 instants (needs every: 1s, else some minutes)", 215)
def lateness(bench):
    p99 = Measure("p99", "due instant to process started: p99", "ms", goal=Goal(at_most=20))
    median = Measure("median", "median", "ms")
    for build in bench.builds:
        every = build.knows_every()
        seconds = bench.options.seconds or (INSTANTS if every else 150)
        with bench.workspace() as work:
            server = work.server()
            when = "every: 1s" if every else 'cron: "* * * * *"'
            work.write(
                "cl.yaml",
                sites.redis(server)
                + "workers:\n  web: {hostnames: [web01], concurrency: 2}\n"
                + 'tasks:\n  now: {command: [date, "+%s.%N"]}\n'
                + f"schedules:\n  tick: {{{when}, task: now, targets: [web]}}\n",
            )
            for service in (build.worker(work), build.beat(work)):
                service.wait_for("ready")
            time.sleep(WARM if every else 0)
            began = time.time()
            time.sleep(seconds + 2)
            late = list(lateness_of_all(server.client(), began))
        if not late:
            raise Failed("no job ran")
        bench.note(f"instants of {build.name}", len(late))
        p99.add(build.name, percentile(late, 0.99))
        median.add(build.name, percentile(late, 0.5))
    return [p99, median]


def lateness_of_all(redis, began):
    """Milliseconds of each job that was due since then and has ended; date prints the time at which it runs."""
    for key in list(redis.scan("celery-task-meta-tick-*")):
        record = json.loads(redis.call("GET", key))
        if record["status"] == "SUCCESS":
            due = datetime.fromisoformat(record["cl"]["due"].replace("Z", "+00:00")).timestamp()
            if due >= began:
                yield (float(record["result"]["stdout"]) - due) * 1000
