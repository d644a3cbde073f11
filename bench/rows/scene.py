# SPDX-License-Identifier: Apache-2.0
"""The scene that breaks others: many runs a second while Beats and workers die."""

import json
import math
import signal
import time
from collections import Counter
from datetime import datetime, timezone

from harness import sites
from harness.processes import Failed, wait_until
from harness.results import Goal, Measure, percentile
from harness.rows import row
from rows.beat import SECONDS_TO_START, next_minute

NOTE = "echo \"$CL_JOB_ID $CL_ATTEMPT\" >>\"$NOTES\""
MINUTE_SCHEDULES = 20

# Starts RATE runs a second through our own submission, in a process of its own.
DRIVER = """\
- route:
    id: driver
    from:
      uri: timer:drive
      parameters: {period: 100, fixedRate: true}
      steps:
        - loop:
            constant: "%d"
            steps:
              - setBody: {simple: "${null}"}
              - to: {uri: "redis-queue:web_tasks?task=note&runOn=any"}
"""


def site(server, notes, schedules, more=""):
    return (
        sites.redis(server)
        + "workers:\n  web: {hostnames: [w1, w2, w3], concurrency: 4, run_on: any}\n"
        + "  driver: {hostnames: [d1]}\n"
        + f"tasks:\n  note: {{command: [sh, -c, '{NOTE}'], env: {{NOTES: \"{notes}\"}}}}\n"
        + more
        + "schedules:\n"
        + schedules
    )


@row("scene", "300 runs a second on three workers, two Beats and a worker lost on the way (5 min: --seconds 300)", 210)
def scene(bench):
    """Runs are submitted by a process of ours; schedules of each minute run beside them."""
    every_minute = "".join(
        f'  m{i}: {{cron: "* * * * *", task: note, targets: [web], overlap: allow, catch_up: all}}\n'
        for i in range(MINUTE_SCHEDULES)
    )
    return play(bench, every_minute, is_driven=True)


@row("scene-every", "the same, made by 300 schedules of every: 1s", 210)
def scene_every(bench):
    if not bench.builds[0].knows_every():
        raise Failed("this build does not have every:")
    schedules = "".join(
        f"  e{i}: {{every: 1s, task: note, targets: [web], overlap: allow, catch_up: all}}\n"
        for i in range(bench.options.rate)
    )
    return play(bench, schedules, is_driven=False)


def play(bench, schedules, is_driven):
    build = bench.builds[0]
    seconds = bench.options.seconds or 150
    with bench.workspace() as work:
        server = work.server()
        redis = server.client()
        notes = work.directory / "notes"
        notes.touch()
        work.write("cl.yaml", site(server, notes, schedules))
        workers = {name: build.worker(work, host=name) for name in ("w1", "w2", "w3")}
        beats = [build.beat(work, env={"CL_HOSTNAME": f"b{i}"}) for i in range(3)]
        for service in [*workers.values(), *beats]:
            service.wait_for("ready", SECONDS_TO_START)
        began = time.time()
        driver = start_driver(bench, work, server, notes) if is_driven else None

        def at(share):
            time.sleep(max(0, began + share * seconds - time.time()))

        at(0.2)
        beats[1].signal(signal.SIGSTOP)
        at(0.35)
        beats[1].signal(signal.SIGCONT)
        at(0.45)
        workers["w2"].kill()
        at(0.6)
        beats[0].kill()
        at(1)
        ended = time.time()
        if driver:
            driver.stop()
        else:
            for beat in beats[1:]:
                beat.stop()
            # On a machine that cannot keep up they were late, and what they left is the next one's.
            last = build.beat(work, env={"CL_HOSTNAME": "b3"})
            wait_until(
                lambda: not Outcome(redis, notes).missing_runs(schedules, began, ended),
                "a run of each due instant",
                max(600, 2 * seconds),
                every=5,
            )
            last.stop()
        bench.say("all submitted; waiting for the last job")
        wait_until(lambda: queued(redis) == 0, "an empty queue", max(180, seconds), every=0.2)
        outcome = Outcome(redis, notes)
        wrong = outcome.missing_runs(schedules, began, ended)
    bench.note("seconds", seconds)
    bench.note("wrong", (wrong + outcome.wrong)[:20])
    return outcome.measures(wrong, seconds)


def start_driver(bench, work, server, notes):
    directory = work.folder("driver")
    (directory / "driver.camel.yaml").write_text(DRIVER % max(1, bench.options.rate // 10))
    (directory / "cl.yaml").write_text(site(server, notes, "", "routes: [driver.camel.yaml]\n").rstrip() + " {}\n")
    return bench.builds[0].worker(work, host="d1", cwd=directory)


def queued(redis):
    """Jobs that wait or run."""
    claimed = [key for w in ("w1", "w2", "w3") for key in ("{web_tasks}:claimed:" + w, "{web_tasks}.%s:claimed:%s" % (w, w))]
    return redis.call("LLEN", "web_tasks") + sum(redis.call("LLEN", key) for key in claimed)


class Outcome:
    """What became of all runs: their records, results and executions."""

    def __init__(self, redis, notes):
        self.runs = read(redis, "cl.run.*")
        jobs = [(job["id"], run) for run in self.runs.values() for job in run["jobs"]]
        results = read(redis, "celery-task-meta-*")
        executions = Counter(line.strip() for line in notes.read_text().splitlines())
        self.wrong = []
        self.lost = self.doubled = self.again = 0
        self.lags = []
        for job, run in jobs:
            result = results.get("celery-task-meta-" + job)
            if not result or result["status"] != "SUCCESS":
                self.lost += 1
                self.wrong.append(f"{job}: {result and result['status']}")
                continue
            attempts = result["cl"]["attempt"]
            self.again += attempts - 1
            if any(executions[f"{job} {attempt}"] > 1 for attempt in range(1, attempts + 2)):
                self.doubled += 1
                self.wrong.append(f"{job}: an attempt was executed twice")
            if executions[f"{job} {attempts}"] != 1 or executions[f"{job} {attempts + 1}"]:
                self.doubled += 1
                self.wrong.append(f"{job}: executed {executions[f'{job} {attempts}']} times in its last attempt")
            if attempts == 1:
                self.lags.append(seconds_of(result["result"]["started"]) - seconds_of(run["submitted"]))
        self.jobs = len(jobs)

    def missing_runs(self, schedules, began, ended):
        """Due instants between two times that became no run."""
        made = {(run["schedule"], run["due"]) for run in self.runs.values() if run["schedule"]}
        step = 1 if "every: 1s" in schedules else 60
        wrong = []
        first = math.ceil((began + 2) / step) * step
        for due in range(first, int(ended) - 2, step):
            text = datetime.fromtimestamp(due, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
            for line in schedules.splitlines():
                name = line.split(":")[0].strip()
                if (name, text) not in made:
                    wrong.append(f"{name} {text}: no run")
        return wrong

    def measures(self, missing, seconds):
        none = Goal(at_most=0)
        lost = Measure("lost", "jobs without a result, due instants without a run", "", goal=none)
        doubled = Measure("doubled", "jobs executed twice in one attempt, or after their result", "", goal=none)
        rate = Measure("rate", "runs a second", "runs/s")
        p99 = Measure("lag_p99", "submitted to started: p99, without jobs of the killed worker", "s")
        median = Measure("lag_median", "submitted to started: median", "s")
        again = Measure("again", "attempts that the killed worker did not end", "")
        lost.add("cl", self.lost + len(missing))
        doubled.add("cl", self.doubled)
        rate.add("cl", self.jobs / seconds)
        if self.lags:
            p99.add("cl", percentile(self.lags, 0.99))
            median.add("cl", percentile(self.lags, 0.5))
        again.add("cl", self.again)
        return [lost, doubled, rate, p99, median, again]


def read(redis, pattern):
    """Key to JSON of all keys of a pattern."""
    keys = sorted(set(redis.scan(pattern)))
    found = {}
    for first in range(0, len(keys), 500):
        some = keys[first : first + 500]
        for key, text in zip(some, redis.call("MGET", *some)):
            if text:
                found[key.decode()] = json.loads(text)
    return found


def seconds_of(text):
    return datetime.fromisoformat(text[:26].rstrip("Z").ljust(19) + "+00:00").timestamp()


@row("scene-minute", "2 000 schedules due at :00, Beat killed at :59.5 each time (10 min: --seconds 600)", 240)
def scene_minute(bench):
    count = 2000
    build = bench.builds[0]
    minutes = max(1, (bench.options.seconds or 180) // 60)
    lag = Measure("lag", f"{count} schedules due, Beat killed 0.5 s before: last job queued after", "s")
    with bench.workspace() as work:
        server = work.server()
        redis = server.client()
        work.write("cl.yaml", sites.due_together(server, count, "overlap: allow, catch_up: all"))
        beat = build.beat(work)
        beat.wait_for("ready", SECONDS_TO_START)
        first = next_minute(5)
        for i in range(minutes):
            minute = first + 60 * i
            time.sleep(max(0, minute - 0.5 - time.time()))
            beat.kill()
            beat = build.beat(work)
            wanted = count * (i + 1)
            while redis.call("LLEN", "{web_tasks}.web01") < wanted and time.time() < minute + 55:
                time.sleep(0.02)
            if redis.call("LLEN", "{web_tasks}.web01") >= wanted:
                lag.add("cl", time.time() - minute)
            else:
                bench.say(f"minute {i + 1}: not all queued after 55 s")
        wanted = count * minutes
        wait_until(lambda: redis.call("LLEN", "{web_tasks}.web01") >= wanted, "all jobs", SECONDS_TO_START, every=0.2)
        ids = Counter(json.loads(text)["headers"]["id"] for text in redis.call("LRANGE", "{web_tasks}.web01", 0, -1))
    expected = set()
    for i in range(minutes):
        stamp = datetime.fromtimestamp(first + 60 * i, timezone.utc).strftime("%Y%m%dT%H%M%SZ")
        expected |= {f"s{n}-{stamp}.web01" for n in range(count)}
    lost = Measure("lost", "due instants without a job", "", goal=Goal(at_most=0))
    doubled = Measure("doubled", "jobs queued twice", "", goal=Goal(at_most=0))
    lost.add("cl", len(expected - set(ids)))
    doubled.add("cl", sum(number - 1 for number in ids.values()))
    bench.note("minutes", minutes)
    return [lost, doubled, lag]
