# SPDX-License-Identifier: Apache-2.0
"""The dashboard: what it costs Beat to have it, and to have many pages open."""

import http.client
import json
import threading
import time

from harness import sites
from harness.processes import Failed, wait_until
from harness.results import Goal, Measure
from harness.rows import row

HOSTS = ["web01", "web02", "web03"]
RENEWAL = 10  # seconds, as an open page does
PAGES = ["/", "/schedules", "/hosts", "/hosts/web01", "/matrix", "/day", "/runs", "/queues", "/schedules/s1"]
LIVE = 5  # of the pages follow the output of a job


def site(server):
    text = sites.redis(server) + f"workers:\n  web: {{hostnames: [{', '.join(HOSTS)}]}}\ntasks:\n"
    text += "  silent: {command: [/bin/true]}\n"
    text += "  talks: {script: 'while :; do echo line; sleep 1; done', timeout: 1h}\nschedules:\n"
    for i in range(20):
        text += f'  s{i}: {{cron: "{"*/5" if i < 5 else i} * * * *", task: silent, targets: [web]}}\n'
    return text


class Page(threading.Thread):
    """An open page, on a connection that stays open."""

    def __init__(self, port, path, delay, ended):
        super().__init__(daemon=True)
        self.port, self.path, self.delay, self.ended = port, path, delay, ended
        self.answers = 0
        self.trouble = ""

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            self.ended.wait(self.delay)
            if self.path.endswith("/live"):
                self.follow(connection)
            while not self.ended.is_set():
                if len(self.get(connection)) < 500:
                    raise Failed("an odd page")
                self.ended.wait(RENEWAL)
        except (OSError, http.client.HTTPException, Failed) as e:
            self.trouble = f"{self.path}: {e!r}"
        finally:
            connection.close()

    def get(self, connection):
        connection.request("GET", self.path)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise Failed(f"status {answer.status}")
        self.answers += 1
        return body

    def follow(self, connection):
        connection.request("GET", self.path)
        answer = connection.getresponse()
        while not self.ended.is_set():
            line = answer.readline()
            if not line:
                raise Failed("the output ended")
            self.answers += line.startswith(b"event:")


@row("pages", "50 open pages of the dashboard of a Beat, for a minute (10 min: --seconds 600)", 170)
def pages(bench):
    build = bench.builds[0]
    seconds = bench.options.seconds or 60
    cpu = Measure("cpu", "CPU of 50 open pages, above that of none", "% of a core", goal=Goal(at_most=2))
    alone = Measure("alone", "CPU of the same process without pages", "% of a core")
    growth = Measure("growth", "PSS at the end, above that after a third of the time", "MiB", goal=Goal(at_most=3))
    memory = Measure("memory", "PSS with 50 open pages, above that of none", "MiB")
    answers = Measure("answers", "answers and events a second", "1/s")
    with bench.workspace() as work:
        server = work.server()
        work.write("cl.yaml", site(server))
        for host in HOSTS:
            build.worker(work, host=host).wait_for("ready")
        beat = work.service(build.command("cl.yaml", "--beat", "--management-port", "8799"))
        beat.wait_for("ready")
        job = json.loads(build.run("task", "talks", "-t", "web01", "-o", "json", cwd=work.directory)[1])
        time.sleep(15)
        before = beat.pss()
        idle = share(beat, min(seconds, 60))
        ended = threading.Event()
        paths = [f"/jobs/{first_id(job)}/live"] * LIVE + [PAGES[i % len(PAGES)] for i in range(50 - LIVE)]
        opened = [Page(8799, path, i * RENEWAL / 50, ended) for i, path in enumerate(paths)]
        for page in opened:
            page.start()
        time.sleep(2 * RENEWAL)  # the first answers load classes
        begin = sum(page.answers for page in opened)
        third, total = share(beat, seconds / 3), 0.0
        sample = beat.pss()
        total = (third + 2 * share(beat, seconds * 2 / 3)) / 3
        last = beat.pss()
        done = sum(page.answers for page in opened) - begin
        ended.set()
        wait_until(lambda: not any(page.is_alive() for page in opened), "the end of all pages", 40)
        troubles = [page.trouble for page in opened if page.trouble]
        if troubles:
            raise Failed("; ".join(troubles[:3]))
    cpu.add(build.name, total - idle)
    alone.add(build.name, idle)
    growth.add(build.name, last - sample)
    memory.add(build.name, last - before)
    answers.add(build.name, done / seconds)
    bench.note("seconds", seconds)
    return [cpu, growth, memory, alone, answers]


def first_id(document):
    """The ID of the first job in the answer of cl task."""
    return document["jobs"][0]["id"]


def share(service, seconds):
    """CPU of a process within a time, in percent of a core."""
    before, began = service.cpu(), time.monotonic()
    time.sleep(seconds)
    return (service.cpu() - before) / (time.monotonic() - began) * 100


@row("dashboard", "start and memory of a Beat with and without the dashboard", 90)
def dashboard(bench):
    build = bench.builds[0]
    ready = Measure("ready", "Beat: start to ready", "s")
    memory = Measure("memory", "its PSS 10 s later", "MiB")
    first = Measure("first", "first page of a dashboard", "s")
    with bench.workspace() as work:
        server = work.server()
        work.write("cl.yaml", site(server))
        for round_ in range(bench.repeats(5) + 1):
            for name, arguments, asks in (
                ("without a port", [], False),
                ("with a port", ["--management-port", "8799"], False),
                ("cl", ["--management-port", "8799"], True),
            ):
                service = work.service(build.command("cl.yaml", "--beat", *arguments))
                took = service.wait_for("ready")
                page = Page(8799, "/", 0, threading.Event())
                if asks:
                    began = time.monotonic()
                    page.get(http.client.HTTPConnection("127.0.0.1", 8799, timeout=30))
                    if round_:
                        first.add(name, time.monotonic() - began)
                time.sleep(10)
                if round_:
                    ready.add(name, took)
                    memory.add(name, service.pss())
                service.stop()
    return [ready, memory, first]
