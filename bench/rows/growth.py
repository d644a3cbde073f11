# SPDX-License-Identifier: Apache-2.0
"""How cost grows with size. Each row gives one measure for each size, and the exponent that fits.

An exponent of 1 is linear. More than 1.1 is a defect.
"""

import time

from harness import sites
from harness.contenders import celery_message
from harness.plot import exponent, fitted, growth
from harness.processes import run
from harness.results import Goal, Measure
from harness.rows import row
from rows.beat import SECONDS_TO_START
from rows.reading import fill, site
from rows.services import Monitored

LINEAR = 1.1

# ARGV: list, message with @ID@, first and last number. Puts messages in line inside the server.
PUSH = """
for i = tonumber(ARGV[3]), tonumber(ARGV[4]) do
  redis.call('LPUSH', ARGV[1], (string.gsub(ARGV[2], '@ID@', 'grow-' .. i)))
end
"""


def curve(what, x_name, y_name, points, line):
    return {"title": what, "x": x_name, "y": y_name, "points": points, "fit": line}


def above_first(points, fit):
    """The fitted line of a cost on top of that of the smallest size."""
    return fitted(points, fit or 0.0, points[0][1]) if fit else [(x, points[0][1]) for x, _ in points]


def result(bench, what, x_name, y_name, points, fit, line):
    """Measures of one curve: its points go into the notes, its exponent is the measure."""
    bench.note("curve", curve(what, x_name, y_name, points, line))
    measure = Measure("exponent", f"{what}: fitted exponent", "", goal=Goal(at_most=LINEAR))
    measure.add("cl", 0.0 if fit is None else round(fit, 3))
    return [measure]


def each(bench, sizes):
    for size in sizes:
        bench.say(f"{size}")
        yield size


@row("growth-queue", "jobs a second over queue length, 1 to 1 000 000", 150)
def queue(bench):
    points = []
    for length in each(bench, [1, 10, 100, 1000, 10_000, 100_000, 1_000_000]):
        with bench.workspace() as work:
            server = work.server()
            ours = bench.ours()[0]
            ours.start(work, server, server.port, 2)
            ours.drain("noop", 1500)  # warm
            points.append((length, drain_of(ours, length)))
    # Seconds for all of the queue: linear if a job costs the same in every length.
    whole = [(length, length / rate) for length, rate in points if length >= 100]
    fit = exponent(whole)
    line = fitted([point for point in points if point[0] >= 100], 1 - fit)
    return result(bench, "Jobs a second over queue length", "jobs in the queue", "jobs/s", points, fit, line)


def drain_of(ours, length):
    """Jobs a second while a queue has about that length."""
    redis = ours.redis
    message = celery_message("noop", "@ID@")
    done = 0
    seconds = 0.0
    first = 0
    while seconds < 4 and done < 20_000:
        for start in range(first, first + length, 5000):
            last = min(start + 5000, first + length) - 1
            redis.call("EVAL", PUSH, 0, "bench:staging", message, start, last)
        first += length
        want = min(length, 6000)
        began = time.monotonic()
        redis.call("RENAME", "bench:staging", "web_tasks")
        while redis.call("LLEN", "web_tasks") > length - want:
            time.sleep(0.001)
        while want == length and not ours.is_done():
            time.sleep(0.0005)
        seconds += time.monotonic() - began
        done += want
        if want < length:
            break
    return done / seconds


@row("growth-schedules", "start of Beat over schedules, 1 to 10 000", 120)
def schedules(bench):
    points = []
    memory = []
    for count in each(bench, [1, 10, 100, 1000, 10_000]):
        with bench.workspace() as work:
            server = work.server()
            work.write("cl.yaml", sites.many_schedules(server, count, 1, 1))
            service = bench.builds[0].beat(work)
            points.append((count, service.wait_for("ready", SECONDS_TO_START)))
            time.sleep(3)
            memory.append((count, service.pss()))
    heavier = growth(memory)
    line = above_first(memory, heavier)
    bench.note("curve 2", curve("Memory of Beat over schedules", "schedules", "MiB", memory, line))
    more = Measure("memory", "Memory of Beat over schedules: fitted exponent", "", goal=Goal(at_most=LINEAR))
    more.add("cl", round(heavier or 0.0, 3))
    fit = growth(points)
    line = above_first(points, fit)
    return result(bench, "Start of Beat over schedules", "schedules", "s", points, fit, line) + [more]


@row("growth-status", "cl task status over stored results, 1 000 to 1 000 000", 60)
def status(bench):
    points = []
    build = bench.builds[0]
    for runs in each(bench, [10, 100, 1000, 10_000]):
        with bench.workspace() as work:
            server = work.server()
            fill(build, work, server, runs)
            work.write("cl.yaml", site(server))
            points.append((runs * 100, best(build, work, ["task", "status"])))
    fit = growth(points)
    return result(bench, "cl task status over results", "results", "s", points, fit, above_first(points, fit))


@row("growth-hosts", "submission over hosts of a role, 1 to 10 000", 40)
def hosts(bench):
    points = []
    for count in each(bench, [1, 10, 100, 1000, 10_000]):
        with bench.workspace() as work:
            server = work.server()
            work.write("cl.yaml", sites.hosts(server, count))
            points.append((count, best(bench.builds[0], work, ["task", "ping", "--targets", "web"])))
    fit = growth(points)
    return result(bench, "cl task ping over hosts", "hosts", "s", points, fit, above_first(points, fit))


@row("growth-workers", "Redis commands of idle workers, 1 to 8", 170)
def workers(bench):
    points = []
    cost = []
    with bench.workspace() as work:
        server = work.server()
        work.write("cl.yaml", sites.hosts(server, 8))
        running = 0
        for count in each(bench, [1, 2, 4, 8]):
            for i in range(running, count):
                bench.builds[0].worker(work, host=f"h{i:05}").wait_for("ready")
            running = count
            time.sleep(8)
            client = server.client()
            connections = int(client.info("clients")["connected_clients"]) - 1
            spent = client.cost()[0]
            time.sleep(10)
            cost.append((connections, (client.cost()[0] - spent) * 100))
            client.close()
            monitored = Monitored(server.port)
            time.sleep(20)
            points.append((count, sum(monitored.close().values()) / 20))
    more = points[-1][0] - points[0][0]

    def of_one(values):
        """What each further worker adds: Redis costs a little without any."""
        return {"cl": [max(0.0, (values[-1] - values[0]) / more)]}

    measures = [
        Measure("commands", "commands of an idle worker", "commands/s", of_one([rate for _, rate in points])),
        Measure("connections", "connections of an idle worker", "", of_one([number for number, _ in cost])),
        Measure("redis_cpu", "CPU of Redis for an idle worker", "ms a second", of_one([cpu for _, cpu in cost])),
    ]
    fit = exponent(points)
    line = fitted(points, fit)
    return result(bench, "Redis commands of idle workers", "workers", "commands/s", points, fit, line) + measures


def best(build, work, arguments, times=3):
    return min(run(build.command(*arguments), cwd=work.directory)[0] for _ in range(times + 1))
