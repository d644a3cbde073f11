# SPDX-License-Identifier: Apache-2.0
"""Commands that read what is stored, with a million results and ten thousand runs in Redis."""

import json
import time

from harness import sites
from harness.processes import Failed, run
from harness.results import Goal, Measure
from harness.rows import row

HOSTS = 100

# KEYS: none. ARGV: run ID, record of the run, result of its first job, name of the first host, first and last number.
# Copies a run under new names: the last 8 characters of its ID are a number then.
FILL = """
local run, record, meta, host, first, last, now = unpack(ARGV)
local stem = string.sub(run, 1, -9)
local function split(text, at)
  local parts, from = {}, 1
  while true do
    local start, stop = string.find(text, at, from, true)
    if not start then break end
    parts[#parts + 1] = string.sub(text, from, start - 1)
    from = stop + 1
  end
  parts[#parts + 1] = string.sub(text, from)
  return parts
end
local record_parts, meta_parts = split(record, run), split(meta, run)
for i = tonumber(first), tonumber(last) do
  local id = stem .. string.format('%08d', i)
  redis.call('SET', 'cl.run.' .. id, table.concat(record_parts, id), 'EX', 86400)
  redis.call('ZADD', 'cl.runs', tonumber(now) - 10000000 + i, id)
  redis.call('HSET', 'cl.ends.' .. id, 'ok', HOSTS, 'longest', i, 'ended', now)
  redis.call('EXPIRE', 'cl.ends.' .. id, 86400)
  local of_host = split(table.concat(meta_parts, id), host)
  for h = 0, HOSTS - 1 do
    local name = string.format('h%05d', h)
    redis.call('SET', 'celery-task-meta-' .. id .. '.' .. name, table.concat(of_host, name), 'EX', 86400)
  end
end
"""


def fill(build, work, server, runs):
    """Runs a task once and copies its run; gives the ID of one run."""
    redis = server.client()
    directory = work.folder("fill")
    (directory / "cl.yaml").write_text(site(server))
    worker = build.worker(work, host="h00000", cwd=directory)
    worker.wait_for("ready")
    build.run("task", "silent", "--targets", "web", cwd=directory)
    run_id = redis.call("ZRANGE", "cl.runs", 0, 0)[0].decode()
    key = f"celery-task-meta-{run_id}.h00000"
    limit = time.monotonic() + 20
    while True:
        meta = redis.call("GET", key)
        if meta and json.loads(meta)["status"] == "SUCCESS":
            break
        if time.monotonic() > limit:
            raise Failed(f"no result: {meta}")
        time.sleep(0.05)
    worker.stop()
    record = redis.call("GET", f"cl.run.{run_id}")
    redis.call("FLUSHALL")
    script = FILL.replace("HOSTS", str(HOSTS))
    for first in range(0, runs, 100):
        last = min(first + 100, runs) - 1
        redis.call("EVAL", script, 0, run_id, record, meta, "h00000", first, last, int(time.time() * 1000))
    if redis.call("DBSIZE") != runs * (HOSTS + 2) + 1:
        raise Failed(f"{redis.call('DBSIZE')} keys after {runs} runs")
    return run_id[:-8] + "%08d" % (runs // 2)


def site(server):
    return (
        sites.redis(server)
        + "workers:\n"
        + sites.role(HOSTS)
        + "  spare: {hostnames: [h00999]}\n"
        + "tasks:\n  silent: {command: [/bin/true]}\n"
        + 'schedules:\n  nightly: {cron: "0 2 * * *", task: silent, targets: [web]}\n'
    )


def commands(build, run_id):
    """What is measured: name to arguments."""
    known = {
        "task status": ["task", "status"],
        "task list": ["task", "list"],
        "task result RUN": ["task", "result", run_id],
        "task result JOB": ["task", "result", run_id + ".h00007"],
        "task list --schedule": ["task", "list", "--schedule", "nightly"],
        "task list --failed": ["task", "list", "--failed"],
    }
    if "\n  why " in build.run("help", cwd="/")[1]:
        known["why RUN"] = ["why", run_id, "h00007"]
        known["task list --outcome"] = ["task", "list", "--outcome", "lost"]
        known["task list --host"] = ["task", "list", "--host", "h00999"]
        known["task list --task"] = ["task", "list", "--task", "ping"]
        known["task list --slowest"] = ["task", "list", "--slowest"]
        known["task list --since"] = ["task", "list", "--since", "9d", "--until", "8d"]
    return known


@row("reading", "status, list, result and why with 1 000 000 results and 10 000 runs, beyond start-up", 120)
def reading(bench):
    with bench.workspace() as work:
        full, empty = work.server(), work.server()
        run_id = fill(bench.builds[0], work, full, 10_000)
        work.write("full.yaml", site(full))
        work.write("empty.yaml", site(empty))
        measures = {}
        for round_ in range(bench.repeats(5) + 1):
            for build in bench.builds:
                start = build.run("-c", "empty.yaml", "task", "status", cwd=work.directory)[0]
                for name, arguments in commands(build, run_id).items():
                    what = f"cl {name}: beyond start-up"
                    measure = measures.setdefault(name, Measure(name, what, "s", goal=Goal(at_most=0.3)))
                    command = build.command("-c", "full.yaml", *arguments)
                    took, answer = run(command, cwd=work.directory, codes=(0, 1))
                    if round_:
                        measure.add(build.name, max(0.0, took - start))
                    if "RUN" in name and "h00007" not in answer:
                        raise Failed(f"cl {name} does not show h00007: {answer[:300]}")
        bench.note("start-up, s (cl task status, empty Redis)", round(start, 3))
        if "why RUN" not in measures:
            bench.note("left out", "cl why: this build does not have it")
        used = int(full.client().info("memory")["used_memory"])
        memory = Measure("memory", "memory of Redis for each result, with its share of the run", "bytes")
        memory.add(bench.builds[0].name, used / 1_000_000)
    return [*measures.values(), memory]
