"""House rules edited between releases (本机构规则版本): approved versions joined with the files that are shipped.

Whoever approved last holds from his day on; each former version ends the day before, so that yesterday's act is judged
by yesterday's rule. A version that would begin only when a later approved one already holds never comes into force.
"""

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from huilong.rooms.compliance.rules.reading import HOUSE

FILE = f"{HOUSE}/versions.yaml"
POLICY = f"{HOUSE}/lender-policy.yaml"
ALWAYS = date(1990, 1, 1)


@dataclass(frozen=True)
class Version:
    """A version approved (已批准版本): the rule as its YAML says it, and from which day."""

    raw: Mapping[str, Any]
    starts: date


def joined(files: Mapping[str, Any], versions: Iterable[Version]) -> dict[str, Any]:
    """The files of a rulebook with approved versions (in the order of their approval) put in. Inputs stay as they are.

    A version of a rule that a house file carries ends that one; the versions stand in a file of their own.
    """
    ordered = list(versions)
    if not ordered:
        return dict(files)
    told = dict(files)
    for name, file in files.items():
        if name.partition("/")[0] == HOUSE:
            rules = [_cut(raw, raw["in_force"]["from"], _later(raw["id"], ordered)) for raw in file["rules"]]
            told[name] = {**file, "rules": [one for one in rules if one is not None]}
    own = [
        _cut(one.raw, one.starts, _later(one.raw["id"], ordered[place + 1 :])) for place, one in enumerate(ordered)
    ]
    instrument = files[POLICY]["instrument"]
    return told | {FILE: {"instrument": instrument, "rules": [one for one in own if one is not None]}}


def tried(files: Mapping[str, Any], raw: Mapping[str, Any], starts: date, ends: date | None) -> dict[str, Any]:
    """The files as they would be with this version of a house rule in force on these days, and no other of its id."""
    told = {
        name: {**file, "rules": [one for one in file["rules"] if one["id"] != raw["id"]]}
        if name.partition("/")[0] == HOUSE else file
        for name, file in files.items()
    }  # fmt: skip
    own = told.get(FILE, {"instrument": files[POLICY]["instrument"], "rules": []})
    rule = {**raw, "in_force": {**raw["in_force"], "from": starts, "to": ends}}
    return told | {FILE: {**own, "rules": [*own["rules"], rule]}}


def _later(key: str, versions: list[Version]) -> date | None:
    """The day on which the first of these versions of a rule begins."""
    return min((one.starts for one in versions if one.raw["id"] == key), default=None)


def _cut(raw: Mapping[str, Any], starts: date, later: date | None) -> dict[str, Any] | None:
    """A rule from a day until the day before a later version; None if no day is left."""
    ends = raw["in_force"]["to"]
    if later is not None:
        before = later - timedelta(days=1)
        ends = before if ends is None else min(ends, before)
    if ends is not None and ends < starts:
        return None
    cut = copy.deepcopy(dict(raw))
    cut["in_force"] |= {"from": starts, "to": ends}
    return cut
