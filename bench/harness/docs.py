# SPDX-License-Identifier: Apache-2.0
"""Writes docs/performance.md and docs/scale.md, with plots, from the results of a run."""

import statistics
import textwrap

from harness import plot, scale
from harness.build import ROOT
from harness.results import OURS, number

PLOTS = "performance"

HEAD = """\
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- Made by bench/run --write-docs from what it measured. -->
"""

INTRO = """\
Whole processes of a build were measured, in turns with their peers, on one machine and one Redis. Each figure is a \
median; all samples are in the JSON file that `bench/run` writes. [bench/README.md](../bench/README.md) says how the \
rows measure, and [Scale](scale.md) what follows for large sites."""

# Rows of the first table, in the order of reading.
GOALS = [
    "jobs",
    "noop",
    "signed",
    "delay",
    "memory",
    "hosts",
    "due",
    "lateness",
    "beat1000",
    "beat10000",
    "ping",
    "validate",
    "idle",
    "pages",
    "start",
    "stop",
    "reading",
]

SCENES = ["scene", "scene-every", "scene-minute"]


def write(content, directory):
    """Writes both pages and the plots into a directory."""
    (directory / PLOTS).mkdir(parents=True, exist_ok=True)
    _save(directory / "performance.md", performance(content, directory))
    _save(directory / "scale.md", scale.page(content, HEAD))


def _save(file, text):
    file.write_text(text, encoding="utf-8")
    print(f"wrote {file}")


def performance(content, directory):
    rows = content["rows"]
    parts = [HEAD + "# Speed, measured", wrap(INTRO), machine(content)]
    parts += ["## Goals", wrap(GOALS_TEXT), goals(rows)]
    parts += ["## Rows in full", wrap(PEERS_TEXT), peers(rows)]
    parts += section("Growth", GROWTH_TEXT, growth(rows, directory))
    parts += section("The scene that breaks others", SCENE_TEXT, scenes(rows))
    parts += section("Pure functions", FUNCTIONS_TEXT, functions(rows))
    missing = failures(rows)
    if missing:
        parts += ["## Not measured", missing]
    return "\n\n".join(part for part in parts if part) + "\n"


GOALS_TEXT = """\
"Is" is the figure of Celeryroot, or its ratio to the peer that the goal names. `bench/run NAME` repeats one row. \
[Decision 26](decisions/0026-where-the-speed-ends.md) says what limits the rows that are not reached."""

PEERS_TEXT = """\
All peers take the same jobs from the same Redis and store a result for each. Celery runs its prefork pool with its default \
prefetch, without gossip, mingle and heartbeats. Sidekiq keeps no results, so its jobs store their own. CPU counts the \
worker and its children. The bare Java loop starts `/bin/true` and reads its output in two threads, without Redis."""

GROWTH_TEXT = """\
Both axes are logarithmic, the dashed line is the fit. The exponent belongs to the cost of the whole: 1 is linear, and more than 1.1 counts as a \
defect. What one schedule, result or host costs is subtracted first, where a start-up would hide the growth."""

SCENE_TEXT = """\
Jobs on three workers write down each execution. On the way one Beat is frozen, one worker and one Beat are killed with \
`kill -9`. Afterwards each run, result and execution is compared."""

FUNCTIONS_TEXT = "JMH, one thread, mean time of a call (`bench/run jmh`)."


def section(title, text, figures):
    """A part of the page; none without figures."""
    return [f"## {title}", wrap(text), figures] if figures else []


def machine(content):
    m = content["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in m["versions"].items())
    ours = sorted({(row["commit"] or "unknown") for row in content["rows"].values()})
    days = sorted({row["at"][:10] for row in content["rows"].values()})
    loads = [row["load_before"] for row in content["rows"].values()]
    busy = f" The load before a row was {number(min(loads))} to {number(max(loads))}." if loads else ""
    # A row leaves about one for each core, a scene more; other work would be there before all of them.
    if loads and statistics.median(loads) > 2 * m["cores"]:
        busy += " Other work kept the machine busy: only ratios within a row mean something, and the rest is too slow."
    when = days[0] if days and days[0] == days[-1] else " to ".join([days[0], days[-1]]) if days else "never"
    text = (
        f"Machine: {m['cores']} cores of {m['cpu']}, {m['memory_gib']} GiB, {m['system']}, kernel {m['kernel']}. "
        f"Versions: {versions}. Commit: {', '.join(ours)} (`+`: with changes). Measured on {when}.{busy}"
    )
    return wrap(text) + "\n\n```sh\nbench/run --write-docs\n```"


def goals(rows):
    lines = ["| what | goal | median | is | reached | command |", "|-|-|-|-|-|-|"]
    for name in GOALS:
        for measure in rows.get(name, {}).get("measures", {}).values():
            goal = measure.get("goal")
            if goal:
                reached = {True: "yes", False: "**no**", None: "–"}[goal["reached"]]
                ours = f"{number(measure['medians'].get(OURS))} {measure['unit']}"
                value = ("–" if goal["value"] is None else f"{goal['value']:.2f} ×") if goal["of"] else "–"
                cells = [measure["what"], goal["text"], ours, value, reached, f"`bench/run {name}`"]
                lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) if len(lines) > 2 else ""


def peers(rows):
    out = []
    for name in ("jobs", "noop", "signed", "delay", "output", "memory", "hosts", "due", "ping", "start", "stop", "reading"):
        measures = rows.get(name, {}).get("measures", {})
        contenders = []
        for measure in measures.values():
            contenders += [one for one in measure["medians"] if one not in contenders]
        if not contenders:
            continue
        lines = [f"| `bench/run {name}` | " + " | ".join(contenders) + " |", "|-" * (len(contenders) + 1) + "|"]
        for measure in measures.values():
            cells = [number(measure["medians"].get(one)) if one in measure["medians"] else "–" for one in contenders]
            lines.append(f"| {measure['what']}, {measure['unit']} | " + " | ".join(cells) + " |")
        out.append("\n".join(lines))
    return "\n\n".join(out)


def growth(rows, directory):
    lines = ["| what | figures | exponent | command |", "|-|-|-|-|"]
    pictures = []
    for name, row in rows.items():
        if not name.startswith("growth-") or row.get("failure"):
            continue
        for key, measure_name in (("curve", "exponent"), ("curve 2", "memory")):
            curve = row["notes"].get(key)
            if not curve:
                continue
            fit = row["measures"][measure_name]["medians"][OURS]
            defect = row["measures"][measure_name]["goal"]["reached"] is False
            file = f"{PLOTS}/{name}{'-memory' if measure_name == 'memory' else ''}.svg"
            points = [tuple(point) for point in curve["points"]]
            note = f"exponent {fit:.2f}"
            text = plot.svg(curve["title"], curve["x"], curve["y"], points, curve.get("fit", ()), note)
            (directory / file).write_text(text, encoding="utf-8")
            figures = " · ".join(f"{number(x)}: {number(y)}" for x, y in points)
            word = f"{fit:.2f}, a **defect**" if defect else f"{fit:.2f}"
            lines.append(f"| {curve['title']}, {curve['y']} | {figures} | {word} | `bench/run {name}` |")
            pictures.append(f"![{curve['title']}]({file})")
    return "\n".join(lines) + "\n\n" + "\n".join(pictures) if pictures else ""


def scenes(rows):
    parts = []
    for name in SCENES:
        row = rows.get(name, {})
        if not row.get("measures"):
            continue
        length = row["notes"].get("seconds") or row["notes"].get("minutes", 0) * 60
        lines = [f"| `bench/run {name} --seconds {length}`: {row['what'].split(' (')[0]} | |", "|-|-|"]
        for measure in row["measures"].values():
            lines.append(f"| {measure['what']} | {number(measure['medians'].get(OURS))} {measure['unit']} |")
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def functions(rows):
    measures = rows.get("jmh", {}).get("measures", {})
    if not measures:
        return ""
    lines = ["| function | µs |", "|-|-|"]
    lines += [f"| {one['what']} | {number(one['medians'].get(OURS))} |" for one in measures.values()]
    return "\n".join(lines)


def failures(rows):
    return "\n".join(
        wrap(f"- `bench/run {name}`: {row['failure'].replace(f'{ROOT}/', '').splitlines()[0][:200]}", "  ")
        for name, row in rows.items()
        if row.get("failure")
    )


def wrap(text, indent=""):
    return textwrap.fill(
        text, 120, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
