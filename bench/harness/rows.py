# SPDX-License-Identifier: Apache-2.0
"""The rows: a name, what it measures, and a function from a bench to measures."""

import importlib
from dataclasses import dataclass
from typing import Callable

MODULES = ["throughput", "latency", "commands", "services", "beat", "reading", "growth", "scene", "pages", "tools"]


@dataclass(frozen=True)
class Row:
    """One command.

    name: for the command line; what: one line; seconds: about how long it takes; measure: gives measures;
    in_all: part of "bench/run" without names.
    """

    name: str
    what: str
    seconds: int
    measure: Callable
    in_all: bool = True


_ROWS = {}


def row(name, what, seconds, in_all=True):
    """Registers a function as a row."""

    def register(measure):
        _ROWS[name] = Row(name, what, seconds, measure, in_all)
        return measure

    return register


def rows():
    """All rows by name, in the order of their modules."""
    for module in MODULES:
        importlib.import_module("rows." + module)
    return _ROWS
