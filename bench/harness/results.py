# SPDX-License-Identifier: Apache-2.0
"""Measures with their samples and goals, as JSON and as tables. Each row is saved as soon as it is measured."""

import json
import os
import statistics
from dataclasses import dataclass, field
from pathlib import Path

OURS = "cl"


@dataclass
class Goal:
    """What a measure must reach, against the median of a peer (several: the best) or as a limit in its unit.

    Exactly one of at_least and at_most is set.
    """

    at_least: float = None
    at_most: float = None
    of: list = field(default_factory=list)

    def text(self, unit):
        bound = "at least" if self.at_least is not None else "at most"
        value = self.at_least if self.at_least is not None else self.at_most
        if not self.of:
            return f"{bound} {number(value)} {unit}"
        whose = self.of[0] if len(self.of) == 1 else "the best of " + ", ".join(self.of)
        return f"{bound} {value:g} × {whose}"

    def judge(self, medians):
        """The value to compare and True or False; (None, None) if it cannot be told."""
        ours = medians.get(OURS)
        if ours is None:
            return None, None
        value = ours
        if self.of:
            peers = [medians[one] for one in self.of if medians.get(one)]
            if not peers:
                return None, None
            best = max(peers) if self.at_least is not None else min(peers)
            value = ours / best
        return value, value >= self.at_least if self.at_least is not None else value <= self.at_most


@dataclass
class Measure:
    """One line of figures.

    name: within the row; what: for people; unit: of the samples; samples: contender to values, in the order taken.
    """

    name: str
    what: str
    unit: str
    samples: dict = field(default_factory=dict)
    goal: Goal = None

    def add(self, contender, value):
        self.samples.setdefault(contender, []).append(value)

    def medians(self):
        return {one: statistics.median(values) for one, values in self.samples.items() if values}

    def to_json(self):
        fields = {"what": self.what, "unit": self.unit, "samples": self.samples, "medians": self.medians()}
        if self.goal:
            value, ok = self.goal.judge(self.medians())
            goal = {"at_least": self.goal.at_least, "at_most": self.goal.at_most, "of": self.goal.of}
            fields["goal"] = {**goal, "text": self.goal.text(self.unit), "value": value, "reached": ok}
        return fields

    def table(self):
        """Lines for a terminal."""
        medians = self.medians()
        lines = [f"  {self.what}, {self.unit}"]
        base = medians.get(OURS)
        for one, values in self.samples.items():
            ratio = f"{medians[one] / base:8.2f}" if base else " " * 8
            spread = f"{number(min(values)):>10} {number(max(values)):>10}"
            lines.append(f"    {one:18} {number(medians[one]):>10} {spread} {ratio}")
        if self.goal:
            value, ok = self.goal.judge(medians)
            verdict = {True: "reached", False: "NOT reached", None: "not to be told"}[ok]
            shown = "" if value is None else f", is {number(value)}"
            lines.append(f"    goal: {self.goal.text(self.unit)}{shown}: {verdict}")
        return lines


def number(value):
    """A figure with three digits that count."""
    if value is None:
        return "-"
    size = abs(value)
    if size >= 100 or value == int(value):
        return f"{value:.0f}"
    return f"{value:.1f}" if size >= 10 else f"{value:.2f}" if size >= 0.1 else f"{value:.4f}"


def percentile(values, share):
    """The value below which that share of all lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


class Store:
    """The JSON file of a run: machine and rows. Written whole, in one step."""

    def __init__(self, file):
        self.file = Path(file)
        self.content = {"machine": {}, "rows": {}}
        if self.file.exists():
            self.content = json.loads(self.file.read_text(encoding="utf-8"))

    def has(self, row, commit):
        found = self.content["rows"].get(row)
        return bool(found) and found.get("commit") == commit and not found.get("failure")

    def put(self, row, fields):
        self.content["rows"][row] = fields
        self.save()

    def save(self):
        self.file.parent.mkdir(parents=True, exist_ok=True)
        new = self.file.with_suffix(".new")
        new.write_text(json.dumps(self.content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        os.replace(new, self.file)
