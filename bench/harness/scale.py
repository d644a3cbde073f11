# SPDX-License-Identifier: Apache-2.0
"""docs/scale.md: what one Redis, one cluster and a Beat carry, worked out from measured costs."""

import textwrap

from harness.results import OURS, number

HOSTS = 50_000
HEADROOM = 0.6  # share of a core that Redis may use: above it, waiting times grow fast
JOBS_A_HOST_AND_DAY = 96  # four schedules an hour


class Costs:
    """Measured costs, each with the row that it comes from; None where the row was not measured."""

    def __init__(self, rows):
        self.rows = rows

    def median(self, row, measure, contender=OURS):
        found = self.rows.get(row, {}).get("measures", {}).get(measure)
        return found["medians"].get(contender) if found else None

    def last_point(self, row, key="curve"):
        curve = self.rows.get(row, {}).get("notes", {}).get(key)
        return curve["points"][-1] if curve else None


class Missing(Exception):
    """A figure that was not measured."""


def page(content, head):
    costs = Costs(content["rows"])
    parts = [
        head + "# Scale, worked out",
        wrap(INTRO),
        table("## Costs", ["cost", "figure", "command"], cost_lines(costs)),
        table("## Limits", ["what", "carries", "worked out as"], limit_lines(costs)),
        wrap(first_limit(costs)),
        wrap(CLUSTER),
        wrap(BEATS),
        table(f"## A site of {text(HOSTS)} hosts", ["what", "figure", "worked out as"], site_lines(costs)),
        wrap(SITE),
        table("## Its settings", ["where", "setting", "because"], settings(costs)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


INTRO = f"""\
The costs were measured on the machine that [Speed](performance.md) names. The limits follow from them by division. \
Redis runs its commands in one thread; the limits leave it {HEADROOM:.0%} of a core, because waiting times grow fast above. \
A faster core moves the limits in proportion."""

CLUSTER = """\
A cluster carries about as many times that as it has masters, if the roles are spread evenly: all keys of a role lie in \
one slot, and so on one master. Split a role that alone exceeds one master. Heartbeats lie in one slot for the whole \
site, so one master gets a write from each worker and Beat."""

BEATS = """\
One Beat carries all schedules; a second one is for the case that the first dies, because both make the same decisions. \
More Beats add safety and questions to Redis, not speed."""

SITE = """\
Give each site of that size roles of at most a few thousand hosts, spread its schedules over the minutes of the hour, and \
keep results as briefly as people look at them."""

def cost_lines(c):
    yield "Redis: CPU of a job, from queue to stored result", ms(c, "noop", "redis_cpu"), "`bench/run noop`"
    yield "Redis: commands of a job, in scripts too", plain(c, "noop", "commands"), "`bench/run noop`"
    yield "Redis: CPU of submitting a job, one role of 10 000 hosts", ms(c, "hosts", "redis_cpu"), "`bench/run hosts`"
    yield "Redis: memory of a waiting job", size(c, "hosts", "memory"), "`bench/run hosts`"
    yield "Redis: memory of a stored result, with its share of the run", size(c, "reading", "memory"), "`bench/run reading`"
    yield "worker: CPU of a job that starts `/bin/true`", ms(c, "jobs", "cpu"), "`bench/run jobs`"
    yield "worker: memory, idle", unit(c, "memory", "idle", "MiB"), "`bench/run memory`"
    yield "worker: connections to Redis, idle", plain(c, "growth-workers", "connections"), "`bench/run growth-workers`"
    yield "worker: commands to Redis, idle", unit(c, "growth-workers", "commands", "a second"), "`bench/run growth-workers`"
    yield "worker: Redis CPU, idle", unit(c, "growth-workers", "redis_cpu", "ms a second"), "`bench/run growth-workers`"
    yield "Beat: start with 10 000 schedules", unit(c, "beat10000", "ready", "s"), "`bench/run beat10000`"
    yield "Beat: memory with 10 000 schedules", unit(c, "beat10000", "memory", "MiB"), "`bench/run beat10000`"
    yield "Beat: 1 000 schedules due at one second, last job queued after", unit(c, "due", "last", "s"), "`bench/run due`"


def limit_lines(c):
    job = guard(lambda: need(c, "noop", "redis_cpu") + need(c, "hosts", "redis_cpu"))
    rate = guard(lambda: HEADROOM * 1000 / job)
    yield (
        "jobs a second of one Redis",
        text(rate),
        f"{HEADROOM} × 1000 ms ÷ ({text(job)} ms a job, with its submission)",
    )
    idle = guard(lambda: need(c, "growth-workers", "redis_cpu"))
    hosts = guard(lambda: HEADROOM * 1000 / idle)
    yield "idle workers of one Redis, by CPU", text(hosts), f"{HEADROOM} × 1000 ms ÷ {text(idle)} ms a worker and second"
    connections = guard(lambda: need(c, "growth-workers", "connections"))
    yield (
        "workers of one Redis, by `maxclients` of 10 000",
        text(guard(lambda: 10_000 / connections)),
        f"10 000 ÷ {text(connections)} connections",
    )
    waiting = guard(lambda: need(c, "hosts", "memory"))
    yield "waiting jobs in 1 GiB of Redis", text(guard(lambda: 2**30 / waiting)), f"1 GiB ÷ {text(waiting)} bytes"
    result = guard(lambda: need(c, "reading", "memory"))
    yield "stored results in 1 GiB of Redis", text(guard(lambda: 2**30 / result)), f"1 GiB ÷ {text(result)} bytes"
    last = guard(lambda: need(c, "due", "last") - need(c, "due", "first"))
    yield "schedules due at one second that one Beat queues within 1 s", text(
        guard(lambda: 1000 / last)
    ), f"1 000 ÷ {text(last)} s between its first and its last job"


def site_lines(c):
    a_day = HOSTS * JOBS_A_HOST_AND_DAY
    yield "jobs a day, four schedules an hour on each host", text(a_day), f"{text(HOSTS)} × {JOBS_A_HOST_AND_DAY}"
    rate = a_day / 86_400
    yield "jobs a second, spread", text(rate), "÷ 86 400 s"
    job = guard(lambda: need(c, "noop", "redis_cpu") + need(c, "hosts", "redis_cpu"))
    idle = guard(lambda: need(c, "growth-workers", "redis_cpu"))
    by_jobs = guard(lambda: rate * job / 1000)
    by_idle = guard(lambda: HOSTS * idle / 1000)
    yield "Redis: CPU of the jobs", cores(by_jobs), f"{text(rate)} × {text(job)} ms"
    yield "Redis: CPU of idle workers", cores(by_idle), f"{text(HOSTS)} × {text(idle)} ms a second"
    masters = guard(lambda: max(1, -(-(by_jobs + by_idle) // HEADROOM)))
    yield "masters of the cluster", text(masters), f"the sum ÷ {HEADROOM} of a core, rounded up"
    connections = guard(lambda: need(c, "growth-workers", "connections"))
    yield "connections", text(guard(lambda: HOSTS * connections)), f"{text(HOSTS)} × {text(connections)}"
    result = guard(lambda: need(c, "reading", "memory"))
    yield "Redis: memory of results kept for a day", gib(guard(lambda: a_day * result)), f"jobs a day × {text(result)} bytes"
    burst = guard(lambda: HOSTS * need(c, "hosts", "took") / 10_000)
    yield "one run on all hosts is queued after", seconds(burst), f"{text(HOSTS)} ÷ 10 000 × `bench/run hosts`"
    drain = guard(lambda: HOSTS * job / 1000 / HEADROOM)
    yield "Redis is busy with the jobs of that run for", seconds(drain), f"{text(HOSTS)} × {text(job)} ms ÷ {HEADROOM}"


def first_limit(c):
    """What a growing site meets first, by the measured figures."""
    by_cpu = guard(lambda: HEADROOM * 1000 / need(c, "growth-workers", "redis_cpu"))
    by_connections = guard(lambda: 10_000 / need(c, "growth-workers", "connections"))
    if by_cpu is None or by_connections is None:
        return "The first limit cannot be told without `bench/run growth-workers`."
    connections = f"the number of connections, at {text(by_connections)} workers"
    cpu = f"the CPU of the thread that runs the commands, at {text(by_cpu)} idle workers"
    first, then = (connections, cpu) if by_connections <= by_cpu else (cpu, connections)
    return (
        f"The first limit that a growing site meets is {first}. The next one is {then}. Redis refuses more connections "
        "than `maxclients`, 10 000 by default, and the limit of open files of its process must allow for them. "
        "Jobs come on top of what idle workers cost."
    )


def settings(c):
    connections = guard(lambda: -(-HOSTS * need(c, "growth-workers", "connections") * 1.25 // 10_000) * 10_000)
    heap = guard(lambda: -(-need(c, "beat10000", "memory") * 1.5 // 256) * 256)
    yield (
        "`redis.conf`",
        f"`maxclients {number(connections) if connections else '…'}`, and `LimitNOFILE=` of its unit above that",
        "connections of all workers, and a quarter more; on a cluster each worker connects to each master that it uses",
    )
    yield "`redis.conf`", "`maxmemory-policy noeviction`", "a record that is evicted is a result that is lost"
    yield "`redis.conf`", "`tcp-backlog 4096`, and `net.core.somaxconn` to match", "all workers connect again at once"
    yield "`cl.yaml`", "`results_kept: 1d` under `redis:`", "results are most of the memory"
    yield "`cl.yaml`", "roles of at most 2 000 hosts, each with its own `queue`", "a role lies on one master of a cluster"
    yield (
        "unit of Beat",
        f"`CL_JAVA_OPTS=-Xmx{number(heap) if heap else '…'}m`, two Beats on two machines",
        "10 000 schedules, `bench/run beat10000`, and half as much again",
    )


# Figures; what was not measured is shown as such.


def need(costs, row, measure):
    found = costs.median(row, measure)
    if not found:
        raise Missing(f"{row}.{measure}")
    return found


def guard(work):
    try:
        return work()
    except (Missing, TypeError, ZeroDivisionError):
        return None


def text(value):
    if value is None:
        return "not measured"
    return f"{value:,.0f}".replace(",", " ") if abs(value) >= 1000 else number(value)


def plain(c, row, measure):
    return text(c.median(row, measure))


def unit(c, row, measure, name):
    value = c.median(row, measure)
    return text(value) if value is None else f"{text(value)} {name}"


def ms(c, row, measure):
    return unit(c, row, measure, "ms")


def size(c, row, measure):
    return unit(c, row, measure, "bytes")


def cores(value):
    return text(value) if value is None else f"{number(value)} cores"


def gib(value):
    return text(value) if value is None else f"{number(value / 2**30)} GiB"


def seconds(value):
    return text(value) if value is None else f"{number(value)} s"


def table(heading, columns, lines):
    rows = ["| " + " | ".join(line) + " |" for line in lines]
    return "\n".join([heading, "", "| " + " | ".join(columns) + " |", "|-" * len(columns) + "|", *rows])


def wrap(words):
    return textwrap.fill(words, 120, break_long_words=False, break_on_hyphens=False)
