# SPDX-License-Identifier: Apache-2.0
"""Commands as whole processes, from exec to exit."""

from harness import sites
from harness.contenders import PEERS
from harness.processes import Failed, run
from harness.results import Goal, Measure
from harness.rows import row


@row("hosts", "cl task ping to one role of 10 000 hosts, whole process", 40)
def hosts(bench):
    count = 10_000
    took = Measure("took", f"cl task ping to {count} hosts", "s", goal=Goal(at_most=1.0))
    cpu = Measure("redis_cpu", "CPU of Redis for each job", "ms")
    memory = Measure("memory", "memory of Redis for each waiting job", "bytes")
    with bench.workspace() as work:
        server = work.server()
        redis = server.client()
        work.write("cl.yaml", sites.hosts(server, count))
        for round_ in range(bench.repeats(5) + 1):
            for build in bench.builds:
                redis.call("FLUSHALL")
                spent, empty = redis.cost()[0], int(redis.info("memory")["used_memory"])
                seconds, _ = build.run("task", "ping", "--targets", "web", cwd=work.directory)
                spent = redis.cost()[0] - spent
                full = int(redis.info("memory")["used_memory"])
                queued = sum(1 for _ in redis.scan("{web_tasks}.h0*"))
                if queued != count:
                    raise Failed(f"{queued} lists of hosts, not {count}")
                if round_:  # the first one warms the disk cache
                    took.add(build.name, seconds)
                    cpu.add(build.name, spent * 1000 / count)
                    memory.add(build.name, (full - empty) / count)
    return [took, cpu, memory]


@row("ping", "cl task ping beside celery call, whole process", 30)
def ping(bench):
    took = Measure("took", "one submission", "s", goal=Goal(at_most=0.6, of=["Celery"]))
    with bench.workspace() as work:
        server = work.server()
        work.write("cl.yaml", sites.small(server))
        python = bench.peers.celery_program()
        environment = {
            "PYTHONPATH": str(PEERS),
            "PYTHONDONTWRITEBYTECODE": "1",
            "BENCH_BROKER": server.url(2),
            "BENCH_RESULTS": server.url(3),
        }
        for round_ in range(bench.repeats(10) + 1):
            taken = {}
            for build in bench.builds:
                taken[build.name] = build.run("task", "ping", "--targets", "web01", cwd=work.directory)[0]
            if python:
                call = [python, "-m", "celery", "-b", server.url(2), "call", "noop", "--queue", "x"]
                taken["Celery"] = run(call, cwd=work.directory, env=environment)[0]
            for name, seconds in taken.items():
                if round_:
                    took.add(name, seconds)
    return [took]


@row("validate", "cl config validate with 10 000 schedules and 2 000 hosts", 40)
def validate(bench):
    took = Measure("took", "cl config validate", "s", goal=Goal(at_most=1.2))
    with bench.workspace() as work:
        server = work.server()
        work.write("cl.yaml", sites.many_schedules(server, 10_000, 20, 100))
        for round_ in range(bench.repeats(5) + 1):
            for build in bench.builds:
                seconds, _ = build.run("config", "validate", cwd=work.directory)
                if round_:
                    took.add(build.name, seconds)
    return [took]
