# SPDX-License-Identifier: Apache-2.0
"""Jobs a second, what a job costs, and what a worker weighs."""

import sys
import time

from harness.build import ROOT
from harness.contenders import Cl, SignedCl, rate_of
from harness.processes import Failed
from harness.redis import free_port
from harness.results import Goal, Measure
from harness.rows import row

PEERS = ["Celery", "Sidekiq", "BullMQ"]
MOST_JOBS = 20_000


def in_turns(bench, contenders, task, seconds, rounds, concurrency, port_of=None):
    """Drains the same task with each contender in turns; gives contender to list of costs, each for one job."""
    with bench.workspace() as work:
        server = work.server()
        port = port_of(work, server) if port_of else server.port
        jobs = {}
        running = []
        for one in contenders:
            try:
                one.start(work, server, port, concurrency)
                jobs[one.name] = rate_of(one, task, seconds)
                running.append(one)
            except (Failed, OSError) as e:
                if one.name == "cl":
                    raise
                bench.say(f"{one.name} left out: {e}")
        costs = {}
        for _ in range(rounds):
            for one in running:
                count = jobs[one.name]
                cost = one.drain(task, count)
                costs.setdefault(one.name, []).append({key: value / count for key, value in cost.items()})
        bench.note("jobs a round", jobs)
        return costs


def measures_of(costs, of_jobs, goals):
    """Rate and costs as measures; goals by name of the measure."""
    rate = Measure("rate", f"jobs a second, {of_jobs}", "jobs/s", goal=goals.get("rate"))
    cpu = Measure("cpu", "CPU a job, worker and its children", "ms", goal=goals.get("cpu"))
    redis = Measure("redis_cpu", "CPU a job, Redis", "ms")
    commands = Measure("commands", "commands a job that Redis counts, in scripts too", "commands")
    for name, each in costs.items():
        for cost in each:
            rate.add(name, 1 / cost["seconds"])
            cpu.add(name, cost["cpu"] * 1000)
            if cost["commands"]:
                redis.add(name, cost["redis"] * 1000)
                commands.add(name, cost["commands"])
    return [rate, cpu, redis, commands]


@row("jobs", "/bin/true, concurrency 2, output captured, result stored; beside a bare Java loop", 150)
def jobs(bench):
    contenders = bench.ours() + bench.peers.all()
    bare = bench.peers.bare_loop()
    costs = in_turns(bench, contenders + ([bare] if bare else []), "silent", 4, bench.repeats(3), 2)
    loop = costs.get("bare Java loop", [])
    goals = {"rate": Goal(at_least=2.0, of=["Celery"]), "cpu": Goal(at_most=1.0, of=["Celery"])}
    measures = measures_of({k: v for k, v in costs.items() if k != "bare Java loop"}, "/bin/true", goals)
    bound = Measure("bare", "the same beside a bare Java loop", "jobs/s", goal=Goal(at_least=0.8, of=["bare Java loop"]))
    bound.samples = {name: values for name, values in measures[0].samples.items() if name in ("cl", "before")}
    if loop:
        bound.samples["bare Java loop"] = [1 / cost["seconds"] for cost in loop]
    return [measures[0], bound, *measures[1:]]


@row("noop", "a no-op, concurrency 2, result stored", 120)
def noop(bench):
    costs = in_turns(bench, bench.ours() + bench.peers.all(), "noop", 3, bench.repeats(3), 2)
    goals = {"rate": Goal(at_least=1.5, of=PEERS), "cpu": Goal(at_most=1.0, of=["Sidekiq"])}
    return measures_of(costs, "no-op", goals)


@row("signed", "a no-op, concurrency 2, signing: require, beside signing: off", 60)
def signed(bench):
    build = bench.builds[0]
    off = Cl(build, 0)
    off.name = "signing off"
    costs = in_turns(bench, [SignedCl(build, 1), off], "noop", 3, bench.repeats(3), 2)
    goals = {"rate": Goal(at_least=0.85, of=["signing off"])}
    return measures_of(costs, "no-op, signed", goals)


@row("delay", "a no-op with 2 ms more to Redis, concurrency 32", 120)
def delay(bench):
    def port_of(work, server):
        port = free_port()
        proxy = work.service([sys.executable, ROOT / "bench" / "harness" / "proxy.py", port, server.port, 2])
        proxy.wait_for("ready")
        return port

    costs = in_turns(bench, bench.ours() + bench.peers.all(), "noop", 3, bench.repeats(2), 32, port_of)
    return measures_of(costs, "no-op, 2 ms to Redis", {"rate": Goal(at_least=10, of=["Celery"])})


@row("output", "jobs that print at once, while they run, and 1 GB; beside jobs that are silent", 90)
def output(bench):
    silent = Measure("silent", "silent jobs a second", "jobs/s")
    prints = Measure("prints", "jobs a second that print 292 bytes at once", "jobs/s")
    slow = Measure("slow", "40 jobs that print for 0.6 s, two at a time: 12 s of work", "s")
    flood = Measure("flood", "one job that prints 1 GB", "s")
    with bench.workspace() as work:
        server = work.server()
        contenders = bench.ours()
        counts = {}
        for one in contenders:
            one.start(work, server, server.port, 2)
            counts[one.name] = rate_of(one, "silent", 3)
        for _ in range(bench.repeats(2)):
            for one in contenders:
                count = counts[one.name]
                silent.add(one.name, count / one.drain("silent", count)["seconds"])
                prints.add(one.name, count / one.drain("prints", count)["seconds"])
                slow.add(one.name, one.drain("slow", 40)["seconds"])
                flood.add(one.name, one.drain("flood", 1)["seconds"])
    return [silent, prints, slow, flood]


@row("memory", "memory of a worker: idle, and after 20 000 jobs of /bin/true", 170)
def memory(bench):
    idle = Measure("idle", "PSS of an idle worker, concurrency 2", "MiB", goal=Goal(at_most=80))
    after = Measure("after", f"PSS after {MOST_JOBS} jobs", "MiB", goal=Goal(at_most=110))
    for one in bench.ours() + bench.peers.all():
        with bench.workspace() as work:
            server = work.server()
            one.start(work, server, server.port, 2)
            time.sleep(5)
            idle.add(one.name, one.service.pss())
            if one.name in ("cl", "before", "Celery"):
                for _ in range(10):
                    one.drain("silent", MOST_JOBS // 10)
                time.sleep(2)
                after.add(one.name, one.service.pss())
    return [idle, after]
