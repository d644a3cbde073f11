# SPDX-License-Identifier: Apache-2.0
"""Beat with many schedules: start, memory, stop, and a minute at which all are due."""

import time

from harness import sites
from harness.processes import Failed
from harness.results import Goal, Measure
from harness.rows import row

SECONDS_TO_START = 900


def start_and_stop(bench, count, roles, hosts_of_role, rounds, goals):
    ready = Measure("ready", f"Beat with {count} schedules: start to ready", "s", goal=goals.get("ready"))
    memory = Measure("memory", "its PSS 5 s later", "MiB", goal=goals.get("memory"))
    stop = Measure("stop", "TERM to exit", "s", goal=goals.get("stop"))
    with bench.workspace() as work:
        server = work.server()
        work.write("cl.yaml", sites.many_schedules(server, count, roles, hosts_of_role))
        for _ in range(rounds):
            for build in bench.builds:
                server.client().call("FLUSHALL")
                service = build.beat(work)
                ready.add(build.name, service.wait_for("ready", SECONDS_TO_START))
                time.sleep(5)
                memory.add(build.name, service.pss())
                stop.add(build.name, service.stop(120))
    return [ready, memory, stop]


@row("beat1000", "Beat with 1 000 schedules on 20 roles of 100 hosts", 60)
def beat1000(bench):
    return start_and_stop(
        bench, 1000, 20, 100, bench.repeats(3), {"ready": Goal(at_most=3), "memory": Goal(at_most=160)}
    )


@row("beat10000", "Beat with 10 000 schedules on 20 roles of 100 hosts", 120)
def beat10000(bench):
    goals = {"ready": Goal(at_most=25), "memory": Goal(at_most=700), "stop": Goal(at_most=2)}
    return start_and_stop(bench, 10_000, 20, 100, bench.repeats(1), goals)


@row("due", "1 000 schedules due at one second: when their jobs are in the queue", 290)
def due(bench):
    count = 1000
    last = Measure("last", f"{count} schedules due at once: last job queued after", "s", goal=Goal(at_most=0.2))
    first = Measure("first", "first job queued after", "s")
    cold = Measure("cold", "last job queued after, in the first minute after the start", "s")
    for build in bench.builds:
        with bench.workspace() as work:
            server = work.server()
            work.write("cl.yaml", sites.due_together(server, count))
            build.beat(work).wait_for("ready", SECONDS_TO_START)
            redis = server.client()
            cold.add(build.name, watch_minute(redis, "{web_tasks}.web01", count)[1])
            for _ in range(bench.repeats(3)):
                begun, ended = watch_minute(redis, "{web_tasks}.web01", count)
                first.add(build.name, begun)
                last.add(build.name, ended)
    return [last, first, cold]


def next_minute(notice):
    """The next full minute that is at least so many seconds away."""
    return (int(time.time() + notice) // 60 + 1) * 60


def watch_minute(redis, queue, count, notice=3):
    """Seconds from the next full minute until a list has grown by one, and by all."""
    minute = next_minute(notice)
    time.sleep(max(0, minute - time.time() - 1))
    before = redis.call("LLEN", queue)
    begun = None
    while True:
        length = redis.call("LLEN", queue) - before
        at = time.time() - minute
        if length > 0 and begun is None:
            begun = at
        if length >= count:
            return begun, at
        if at > 50:
            raise Failed(f"{length} of {count} jobs queued {at:.0f} s after the minute")
        time.sleep(0.002)
