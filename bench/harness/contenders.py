# SPDX-License-Identifier: Apache-2.0
"""Workers that take jobs from one Redis: ours, Celery's, Sidekiq's, BullMQ's. One class each, one interface.

Each has its own database number, the same jobs, and a stored result for each job. Jobs are laid beside the queue first
and appear in it in one step, so that filling it is not measured.
"""

import base64
import json
import time
import uuid
from pathlib import Path

from harness.processes import Failed, run, wait_until

PEERS = Path(__file__).resolve().parent.parent / "peers"
STAGING = "bench:staging"

# By today's name, and by the one of 0.1.0-dev builds up to 7b85098, for --before.
CLAIMED = ("{web_tasks}:claimed:web01", "{web_tasks}.claimed.web01")

BODY = base64.b64encode(
    b'[[], {}, {"callbacks": null, "errbacks": null, "chain": null, "chord": null}]'
).decode()

CL_YAML = """\
redis: {url: "redis://127.0.0.1:%(port)s/%(db)s"}
workers:
  web: {hostnames: [web01], concurrency: %(concurrency)s}
tasks:
  silent: {command: [/bin/true]}
  prints: {command: [seq, "100"]}
  slow: {script: "for i in 1 2 3 4 5 6; do echo $i; sleep 0.1; done"}
  flood: {command: [sh, -c, "yes 0123456789abcde | head -c 1000000000"], timeout: 10m}
  noop: {to: "direct:noop"}
routes: [noop.camel.yaml]
schedules: {}
"""

NOOP_ROUTE = """\
- route:
    id: noop
    from:
      uri: direct:noop
      steps:
        - setBody: {constant: ""}
"""


def celery_message(task, job):
    """A message as a Celery client sends it."""
    return json.dumps(
        {
            "body": BODY,
            "content-encoding": "utf-8",
            "content-type": "application/json",
            "headers": {
                "lang": "py",
                "task": task,
                "id": job,
                "shadow": None,
                "eta": None,
                "expires": None,
                "group": None,
                "group_index": None,
                "retries": 0,
                "timelimit": [None, None],
                "root_id": job,
                "parent_id": None,
                "argsrepr": "()",
                "kwargsrepr": "{}",
                "origin": "bench@client",
                "ignore_result": False,
            },
            "properties": {
                "correlation_id": job,
                "reply_to": "0f2c4ee4-0a53-3b0c-8a1f-6f0f1b1f1b1f",
                "delivery_mode": 2,
                "delivery_info": {"exchange": "", "routing_key": "queue"},
                "priority": 0,
                "body_encoding": "base64",
                "delivery_tag": job,
            },
        }
    )


class Contender:
    """A worker and its queue.

    name: for tables; db: its database number; service: the running worker
    """

    name = ""
    db = 0

    def __init__(self):
        self.service = None
        self.redis = None

    def start(self, work, server, port, concurrency):
        """Starts the worker, which reaches the server through a port."""
        raise NotImplementedError

    def stage(self, task, jobs):
        """Lays jobs beside the queue."""
        raise NotImplementedError

    def go(self):
        """Makes the staged jobs appear in the queue."""
        raise NotImplementedError

    def is_done(self):
        """True as soon as all jobs have a stored result; cheap, for it is asked again and again."""
        raise NotImplementedError

    def verify(self):
        """Raises Failed unless each staged job has ended well."""

    def drain(self, task, jobs, timeout=300):
        """Runs jobs; gives a dict: seconds, cpu (of the worker), redis (CPU seconds), commands."""
        self.stage(task, jobs)
        cpu = self.service.cpu()
        redis_cpu, commands = self.redis.cost()
        began = time.monotonic()
        self.go()
        polls = 0
        while not self.is_done():
            polls += 1
            if time.monotonic() - began > timeout:
                raise Failed(f"{self.name}: {jobs} jobs of {task} not done in {timeout} s: {self.service.said()}")
            time.sleep(0.005)
        seconds = time.monotonic() - began
        redis_after, commands_after = self.redis.cost()
        self.verify()
        return {
            "seconds": seconds,
            "cpu": self.service.cpu() - cpu,
            "redis": redis_after - redis_cpu,
            "commands": commands_after - commands - polls - 2,
        }


class Cl(Contender):
    """A worker of Celeryroot."""

    def __init__(self, build, db=0):
        super().__init__()
        self.name = build.name
        self.build = build
        self.db = db
        self.ids = []

    def start(self, work, server, port, concurrency):
        directory = work.folder(f"cl{self.db}")
        text = CL_YAML % {"port": port, "db": self.db, "concurrency": concurrency}
        (directory / "cl.yaml").write_text(text)
        (directory / "noop.camel.yaml").write_text(NOOP_ROUTE)
        self.redis = server.client(self.db)
        self.service = self.build.worker(work, cwd=directory)
        self.service.wait_for("ready")

    def stage(self, task, jobs):
        stamp = f"{task}-{time.time_ns()}-"
        self.ids = [stamp + str(i) for i in range(jobs)]
        message = celery_message(task, "@ID@")
        self.redis.pipeline(("LPUSH", STAGING, message.replace("@ID@", one)) for one in self.ids)

    def go(self):
        self.redis.call("RENAME", STAGING, "web_tasks")

    def is_done(self):
        return self.redis.call("EXISTS", "web_tasks", *CLAIMED) == 0

    def verify(self):
        wrong = []
        for first in range(0, len(self.ids), 500):
            keys = ["celery-task-meta-" + one for one in self.ids[first : first + 500]]
            for key, text in zip(keys, self.redis.call("MGET", *keys)):
                if text is None or json.loads(text)["status"] != "SUCCESS":
                    wrong.append(f"{key}: {text}")
        if wrong:
            raise Failed(f"{len(wrong)} of {len(self.ids)} jobs did not end well: {wrong[0]}")


class SignedCl(Cl):
    """A worker of Celeryroot that runs signed jobs only."""

    def start(self, work, server, port, concurrency):
        directory = work.folder(f"cl{self.db}")
        key = directory / "signing.key"
        lines = self.build.run("keys", "new", "bench", "--file", key, "--hosts", "web01", cwd=directory)[1]
        text = CL_YAML % {"port": port, "db": self.db, "concurrency": concurrency}
        text += lines + '      tasks: ["*"]\n'
        text += f"  signing: require\n  key_file: {key}\n  nonces: {directory / 'nonces'}\n"
        self.file = directory / "cl.yaml"
        self.file.write_text(text)
        (directory / "noop.camel.yaml").write_text(NOOP_ROUTE)
        self.redis = server.client(self.db)
        self.service = self.build.worker(work, cwd=directory)
        self.service.wait_for("ready")

    def stage(self, task, jobs):
        stamp = f"{task}-{time.time_ns()}-"
        self.ids = [stamp + str(i) for i in range(jobs)]
        program = ["java", "-cp", f"{self.build.home}/lib/*", PEERS / "SignedJobs.java"]
        run([*program, self.file, STAGING, task, stamp, str(jobs)], cwd=self.file.parent)


class Celery(Contender):
    """Celery with its prefork pool and its default prefetch, without what workers tell one another."""

    name = "Celery"
    db = 2

    def __init__(self, python):
        super().__init__()
        self.python = python
        self.results = None
        self.jobs = 0

    def start(self, work, server, port, concurrency):
        environment = {
            "BENCH_BROKER": f"redis://127.0.0.1:{port}/{self.db}",
            "BENCH_RESULTS": f"redis://127.0.0.1:{port}/{self.db + 1}",
            "PYTHONPATH": str(PEERS),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        self.redis = server.client(self.db)
        self.results = server.client(self.db + 1)
        self.service = work.service(celery_worker(self.python, concurrency, "WARNING"), env=environment)
        self.jobs = 1
        self.stage("noop", 1)
        self.go()
        wait_until(self.is_done, "a first job of Celery", 60)

    def stage(self, task, jobs):
        self.results.call("FLUSHDB")
        self.jobs = jobs
        message = celery_message(task, "@ID@")
        ids = (str(uuid.uuid4()) for _ in range(jobs))
        self.redis.pipeline(("LPUSH", STAGING, message.replace("@ID@", one)) for one in ids)

    def go(self):
        self.redis.call("RENAME", STAGING, "celery")

    def is_done(self):
        return self.results.call("DBSIZE") >= self.jobs

    def verify(self):
        expect_all(self.results, b'"status": "SUCCESS"', self.jobs)


def celery_worker(python, concurrency, level):
    command = [python, "-m", "celery", "-A", "celery_app", "worker", "--concurrency", str(concurrency)]
    return [*command, "--loglevel", level, "--without-gossip", "--without-mingle", "--without-heartbeat"]


class Sidekiq(Contender):
    """Sidekiq, whose jobs store their result themselves."""

    name = "Sidekiq"
    db = 4

    def __init__(self, program):
        super().__init__()
        self.program = program
        self.results = None
        self.jobs = 0

    def start(self, work, server, port, concurrency):
        environment = {
            "BENCH_BROKER": f"redis://127.0.0.1:{port}/{self.db}",
            "BENCH_RESULTS": f"redis://127.0.0.1:{port}/{self.db + 1}",
            "BENCH_CONCURRENCY": str(concurrency),
        }
        self.redis = server.client(self.db)
        self.results = server.client(self.db + 1)
        command = [self.program, "-r", PEERS / "sidekiq_app.rb", "-c", str(concurrency), "-q", "default"]
        self.service = work.service(command, env=environment)
        self.stage("noop", 1)
        self.go()
        wait_until(self.is_done, "a first job of Sidekiq", 60)

    def stage(self, task, jobs):
        self.results.call("FLUSHDB")
        self.jobs = jobs
        now = time.time()
        made = (
            json.dumps(
                {
                    "class": task.capitalize(),
                    "args": [],
                    "retry": False,
                    "queue": "default",
                    "jid": uuid.uuid4().hex[:24],
                    "created_at": now,
                    "enqueued_at": now,
                }
            )
            for _ in range(jobs)
        )
        self.redis.pipeline(("LPUSH", STAGING, one) for one in made)

    def go(self):
        self.redis.call("SADD", "queues", "default")
        self.redis.call("RENAME", STAGING, "queue:default")

    def is_done(self):
        return self.results.call("DBSIZE") >= self.jobs

    def verify(self):
        expect_all(self.results, b'"exit_code":0', self.jobs)


def expect_all(redis, text, jobs):
    """Raises Failed unless so many results hold a text."""
    keys = list(redis.scan("*"))
    values = []
    for first in range(0, len(keys), 500):
        values += redis.call("MGET", *keys[first : first + 500])
    good = sum(1 for value in values if value and text in value)
    if good != jobs:
        raise Failed(f"{good} of {jobs} jobs ended well; one result: {values[:1]}")


class BullMq(Contender):
    """BullMQ; its results lie in the hash of each job."""

    name = "BullMQ"
    db = 6

    def __init__(self, node, modules):
        super().__init__()
        self.node = node
        self.modules = modules
        self.client = None
        self.jobs = 0
        self.before = 0

    def start(self, work, server, port, concurrency):
        environment = {
            "NODE_PATH": str(self.modules),
            "BENCH_PORT": str(port),
            "BENCH_DB": str(self.db),
            "BENCH_CONCURRENCY": str(concurrency),
        }
        self.redis = server.client(self.db)
        self.client = work.service(
            [self.node, PEERS / "bullmq_client.js"], env={**environment, "BENCH_PORT": str(server.port)}
        )
        self.client.wait_for("ready")
        self.service = work.service([self.node, PEERS / "bullmq_worker.js"], env=environment)
        self.service.wait_for("ready")

    def stage(self, task, jobs):
        self.before = self.redis.call("ZCARD", "bull:bench:completed")
        self.jobs = jobs
        self.client.ask(f"stage {task} {jobs}")

    def go(self):
        self.client.tell("go")

    def is_done(self):
        return self.redis.call("ZCARD", "bull:bench:completed") - self.before >= self.jobs

    def verify(self):
        failed = self.redis.call("ZCARD", "bull:bench:failed")
        if failed:
            raise Failed(f"{failed} jobs of BullMQ failed")


class BareLoop(Contender):
    """A Java program that does nothing but start /bin/true, without Redis."""

    name = "bare Java loop"

    def __init__(self, java, classes):
        super().__init__()
        self.java = java
        self.classes = classes

    def start(self, work, server, port, concurrency):
        option = "-Djdk.lang.Process.launchMechanism=VFORK"
        self.service = work.service([self.java, option, "-cp", self.classes, "BareLoop", concurrency])
        self.service.wait_for("ready")

    def drain(self, task, jobs, timeout=300):
        cpu = self.service.cpu()
        began = time.monotonic()
        self.service.ask(str(jobs), timeout)
        return {"seconds": time.monotonic() - began, "cpu": self.service.cpu() - cpu, "redis": 0, "commands": 0}


def rate_of(contender, task, seconds, most=20000):
    """Warms a worker up and gives how many jobs it does in some seconds."""
    contender.drain(task, 60)
    jobs = 200
    while True:
        cost = contender.drain(task, jobs)
        rate = jobs / cost["seconds"]
        if cost["seconds"] > 1 or jobs >= most / 2:
            return max(50, min(most, int(rate * seconds)))
        jobs = min(most, int(max(jobs * 2, rate * 1.5)))

