# SPDX-License-Identifier: Apache-2.0
"""Beat and workers with nothing to do: what they cost, how they start and stop."""

import threading
import time

from harness import sites
from harness.contenders import PEERS, celery_worker
from harness.redis import Redis, RedisError
from harness.results import Goal, Measure
from harness.rows import row


class Monitored:
    """Commands that clients send, by name, while it is open. Those inside scripts do not count."""

    def __init__(self, port):
        self.connection = Redis(port)
        self.counts = {}
        self.connection.call("MONITOR")
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self):
        try:
            while True:
                line = self.connection.read().decode(errors="replace")
                origin, _, command = line.partition("] ")
                if not origin.endswith(" lua"):
                    name = command.split('"')[1].upper()
                    self.counts[name] = self.counts.get(name, 0) + 1
        except (OSError, ValueError, IndexError, AttributeError, RedisError):
            pass  # closed

    def close(self):
        try:
            self.connection.socket.shutdown(2)
        except OSError:
            pass
        self.thread.join(5)
        return self.counts


SETTLED = 300  # seconds; until then the JVM compiles what an idle process does again and again


@row("idle", "an idle worker and an idle Beat: CPU, and commands to Redis", 450)
def idle(bench):
    first = {
        "worker": Measure("first_worker", "an idle worker, first minute", "% of a core"),
        "beat": Measure("first_beat", "an idle Beat, first minute", "% of a core"),
    }
    later = {
        "worker": Measure("worker", "CPU of an idle worker", "% of a core", goal=Goal(at_most=0.3)),
        "beat": Measure("beat", "CPU of an idle Beat", "% of a core", goal=Goal(at_most=0.3)),
    }
    commands = Measure("commands", "commands to Redis, Beat and worker together", "commands/s", goal=Goal(at_most=3))
    seconds = bench.options.seconds or 60
    for build in bench.builds:
        with bench.workspace() as work:
            server = work.server()
            work.write("cl.yaml", sites.small(server))
            services = {"worker": build.worker(work), "beat": build.beat(work)}
            for service in services.values():
                service.wait_for("ready")
            ready = time.monotonic()
            time.sleep(15)  # what a start leaves to do
            watch(build, services, server, min(seconds, 60), first)
            time.sleep(max(0, ready + SETTLED - time.monotonic()))
            for _ in range(bench.repeats(2)):
                counts, took = watch(build, services, server, seconds, later)
                commands.add(build.name, sum(counts.values()) / took)
            bench.note(f"commands of {build.name}", dict(sorted(counts.items(), key=lambda c: -c[1])))
    return [*later.values(), commands, *first.values()]


def watch(build, services, server, seconds, measures):
    """Adds the CPU that each service takes meanwhile. Returns the commands that Redis got, and the seconds."""
    before = {name: service.cpu() for name, service in services.items()}
    monitored = Monitored(server.port)
    began = time.monotonic()
    time.sleep(seconds)
    counts = monitored.close()
    took = time.monotonic() - began
    for name, measure in measures.items():
        measure.add(build.name, (services[name].cpu() - before[name]) / took * 100)
    return counts, took


@row("start", "Beat and worker from process start to ready, beside celery worker", 60)
def start(bench):
    goal = Goal(at_most=0.8, of=["Celery"])
    worker = Measure("worker", "worker: start to ready", "s", goal=goal)
    beat = Measure("beat", "Beat: start to ready", "s", goal=goal)
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
        for round_ in range(bench.repeats(5) + 1):
            taken = []
            for build in bench.builds:
                taken.append((worker, build.name, until_ready(build.worker(work), " ready")))
                taken.append((beat, build.name, until_ready(build.beat(work), " ready")))
            bare = {"CL_CDS": "off"}
            taken.append((beat, "without archive", until_ready(bench.builds[0].beat(work, env=bare), " ready")))
            if python:
                service = work.service(celery_worker(python, 2, "INFO"), env=environment)
                seconds = until_ready(service, " ready.")
                taken += [(worker, "Celery", seconds), (beat, "Celery", seconds)]
            for measure, name, seconds in taken:
                if round_:
                    measure.add(name, seconds)
    return [worker, beat]


def until_ready(service, word):
    seconds = service.wait_for(word)
    service.stop()
    return seconds


@row("stop", "a worker and a Beat with nothing to do, from TERM to the exit", 60)
def stop(bench):
    worker = Measure("worker", "idle worker: TERM to exit", "s", goal=Goal(at_most=0.3))
    beat = Measure("beat", "idle Beat: TERM to exit", "s")
    with bench.workspace() as work:
        server = work.server()
        work.write("cl.yaml", sites.small(server))
        for _ in range(bench.repeats(5)):
            for build in bench.builds:
                services = [(worker, build.worker(work)), (beat, build.beat(work))]
                for _, service in services:
                    service.wait_for("ready")
                time.sleep(2)
                for measure, service in services:
                    measure.add(build.name, service.stop())
    return [worker, beat]
