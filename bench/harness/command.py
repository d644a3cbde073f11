# SPDX-License-Identifier: Apache-2.0
"""The command line of bench/run."""

import argparse
import datetime
import os
import signal
import sys
import time
import traceback
from pathlib import Path

from harness import build, machine
from harness.bench import Bench
from harness.peers import Peers, say
from harness.results import Store
from harness.rows import rows

EPILOG = """\
Without a row all rows are measured that the JSON file lacks for this commit, so an interrupted run goes on where it was.
examples:
  bench/run                                   all, into target/bench/results.json
  bench/run jobs idle                         two rows
  bench/run --before /old/bin/cl jobs         another build in turns with this one
  bench/run --write-docs                      what is missing, then docs/performance.md and docs/scale.md
  bench/run --write-docs --no-measure         the pages only, from the JSON file
"""


def main(arguments):
    try:
        code = run(arguments)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # Nobody reads the rest, as with "| head". Python flushes stdout once more as it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE


def run(arguments):
    options = parse(arguments)
    known = rows()
    if options.list:
        for one in known.values():
            print(f"{one.name:20} {'' if one.in_all else '*':1} about {one.seconds:4} s  {one.what}")
        print("* only if named")
        return 0
    unknown = [name for name in options.rows if name not in known]
    if unknown:
        say(f"no row {', '.join(unknown)}; see bench/run --list")
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    store = Store(options.json)
    try:
        failures = 0 if options.no_measure else measure(known, options, store)
    except KeyboardInterrupt:
        say(f"interrupted; {store.file} has the rows so far")
        return 130
    if options.write_docs:
        from harness import docs  # needs the results

        docs.write(store.content, Path(options.docs))
    return 1 if failures else 0


def parse(arguments):
    parser = argparse.ArgumentParser(
        prog="bench/run",
        description=__doc__,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("rows", nargs="*", metavar="ROW", help="what to measure (default: every row not marked *)")
    parser.add_argument("--list", action="store_true", help="show the rows")
    parser.add_argument(
        "--json", default=build.CACHE / "results.json", metavar="FILE", help="results; rows are added to it"
    )
    parser.add_argument("--repeat", type=int, default=0, metavar="N", help="rounds of each row (default: its own)")
    parser.add_argument("--again", action="store_true", help="measure rows anew that the file has")
    parser.add_argument("--cl", metavar="PATH", help="launcher to measure (default: the build of these sources)")
    parser.add_argument("--before", metavar="PATH", help="launcher of another build, measured in turns")
    parser.add_argument("--no-peers", action="store_true", help="measure only ours")
    parser.add_argument("--install", action="store_true", help="as root: install missing peers with apt-get")
    parser.add_argument("--seconds", type=int, default=0, metavar="N", help="length of rows that take time")
    parser.add_argument("--rate", type=int, default=300, metavar="N", help="runs a second of the scene")
    parser.add_argument("--write-docs", action="store_true", help="write docs/performance.md and docs/scale.md")
    parser.add_argument("--docs", default=build.ROOT / "docs", metavar="DIR", help="where the pages go (default: docs)")
    parser.add_argument("--no-measure", action="store_true", help="with --write-docs: only from the file")
    return parser.parse_args(arguments)


def measure(known, options, store):
    """Measures and saves row by row; gives the number of rows that failed."""
    ours = build.Build("cl", options.cl) if options.cl else build.find()
    builds = [ours] + ([build.Build("before", options.before)] if options.before else [])
    peers = NoPeers() if options.no_peers else Peers(options.install)
    commit = build.commit(ours.launcher)
    wanted = options.rows or [one.name for one in known.values() if one.in_all]
    store.content["machine"] = machine.describe(peers)
    failures = 0
    for name in wanted:
        if not options.rows and not options.again and store.has(name, commit):
            print(f"{name}: measured already for {commit}; --again measures it anew")
            continue
        failures += not measure_row(known[name], Bench(builds, peers, options), commit, store)
    print(f"results: {store.file}")
    return failures


def measure_row(one, bench, commit, store):
    """Measures a row; True if it worked."""
    print(f"{one.name}: {one.what}", flush=True)
    fields = {
        "what": one.what,
        "at": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "commit": commit,
        "load_before": round(os.getloadavg()[0], 2),
    }
    began = time.monotonic()
    try:
        measures = one.measure(bench)
    except KeyboardInterrupt:
        raise
    except Exception as e:  # the other rows go on; what failed is in the file
        if os.environ.get("BENCH_DEBUG"):
            traceback.print_exc()
        print(f"  FAILED: {type(e).__name__}: {e}", flush=True)
        store.put(one.name, {**fields, "failure": str(e)[:2000]})
        return False
    fields["seconds"] = round(time.monotonic() - began, 1)
    fields["notes"] = bench.notes
    fields["measures"] = {m.name: m.to_json() for m in measures}
    store.put(one.name, fields)
    for m in measures:
        print("\n".join(m.table()))
    print(f"  load {fields['load_before']} before, {fields['seconds']} s", flush=True)
    return True


class NoPeers:
    """Stands for peers that shall not be measured."""

    def __getattr__(self, _):
        return lambda: None

    def all(self):
        return []

    def versions(self):
        return {}
