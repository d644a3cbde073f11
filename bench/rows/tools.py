# SPDX-License-Identifier: Apache-2.0
"""Rows that other programs measure: JMH for pure functions, and the soak of the test suite."""

import json
import os
import subprocess
from pathlib import Path

from harness.build import CACHE, ROOT
from harness.peers import tool
from harness.processes import Failed, run
from harness.results import Measure
from harness.rows import row

JMH_VERSION = "1.37"
JMH = ["org.openjdk.jmh:jmh-core", "org.openjdk.jmh:jmh-generator-annprocess"]
JMH_NEEDS = ["net.sf.jopt-simple:jopt-simple:5.0.4", "org.apache.commons:commons-math3:3.6.1"]


@row("jmh", "pure functions: due instants, message codec, record transitions", 120)
def jmh(bench):
    jars = jmh_jars()
    classes = CACHE / "jmh-classes"
    classes.mkdir(parents=True, exist_ok=True)
    sources = sorted(str(file) for file in (ROOT / "bench" / "jmh").rglob("*.java"))
    measures = {}
    for build in bench.builds:
        library = os.pathsep.join([*jars, str(build.home / "lib" / "*")])
        run([tool("javac"), "-proc:full" if _needs_proc() else "-Xlint:none", "-d", classes, "-cp", library, *sources])
        out = CACHE / "jmh.json"
        command = [tool("java"), "-cp", f"{classes}{os.pathsep}{library}", "org.openjdk.jmh.Main"]
        command += ["-f", "1", "-wi", "2", "-w", "1s", "-i", str(bench.repeats(3)), "-r", "1s", "-foe", "true"]
        run([*command, "-tu", "us", "-bm", "avgt", "-rf", "json", "-rff", out], cwd=CACHE)
        for one in json.loads(Path(out).read_text()):
            name = ".".join(one["benchmark"].split(".")[-2:]) + "".join(f" {v}" for v in one.get("params", {}).values())
            measure = measures.setdefault(name, Measure(name, name, "µs a call"))
            measure.samples[build.name] = one["primaryMetric"]["rawData"][0]
    return list(measures.values())


def _needs_proc():
    """From JDK 23 on, javac runs annotation processors only when it is told to."""
    said = run([tool("javac"), "-version"])[1]
    return int(said.split()[1].split(".")[0]) >= 23


def jmh_jars():
    """JMH from Maven Central, once into the cache."""
    folder = CACHE / "jmh-lib"
    wanted = [f"{one}:{JMH_VERSION}" for one in JMH] + JMH_NEEDS
    for one in wanted:
        _, name, version = one.split(":")
        if not (folder / f"{name}-{version}.jar").exists():
            folder.mkdir(parents=True, exist_ok=True)
            copy = "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy"
            maven = ["mvn", "-q", "-B", copy, f"-Dartifact={one}", f"-DoutputDirectory={folder}"]
            done = subprocess.run(maven, cwd=CACHE, capture_output=True, text=True, check=False)
            if done.returncode:
                raise Failed(f"cannot fetch {one}: {done.stdout[-500:]}")
    return sorted(str(jar) for jar in folder.glob("*.jar"))


@row("soak", "200 000 jobs through two workers and a Beat: heap, memory, keys (needs mvn verify -DskipITs)", 450, in_all=False)
def soak(bench):
    if not (ROOT / "target" / "test-classes" / "io" / "celeryroot" / "testing" / "Soak.class").exists():
        raise Failed("no compiled tests; fix: mvn verify -DskipITs")
    CACHE.mkdir(parents=True, exist_ok=True)
    list_of_jars = CACHE / "test-classpath"
    maven = ["mvn", "-o", "-q", "-B", "dependency:build-classpath", "-Dmdep.includeScope=test"]
    run([*maven, f"-Dmdep.outputFile={list_of_jars}"], cwd=ROOT)
    jars = os.pathsep.join(["target/test-classes", "target/classes", list_of_jars.read_text().strip()])
    jobs = bench.options.seconds * 400 or 200_000
    took, answer = run(
        [tool("java"), "-cp", jars, "io.celeryroot.testing.Soak", jobs, 10, 30], cwd=ROOT, timeout=3600
    )
    print(answer)
    bench.note("samples", answer.splitlines())
    measure = Measure("took", f"{jobs} jobs", "s")
    measure.add("cl", took)
    return [measure]
