"""Drafts by name (草案): a version of a strategy, or a file with a decision table."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from huilong.kernel.refusal import Refusal, Says
from huilong.kernel.tables import plain_of, table_of
from huilong.rooms.replay.rules.drafting import LEANS_ON, own_table, reads_of
from huilong.rooms.replay.terms import OF_TABLES
from huilong.rooms.strategy.queries.versions import online, shipped, version, versions
from huilong.rooms.strategy.rules.reading import read_strategy
from huilong.rooms.strategy.terms import Purpose

MOST_DIGITS = 17


def draft_named(name: str) -> Mapping[str, Any]:
    """The decision table of a strategy's version (its key), or of a YAML or JSON file, as plain data.

    Raises Refusal `no-such-version`, or `replay-bad-file` for a file that cannot be read.
    """
    if name.isdecimal():
        return version_draft(int(name))
    place = Path(name)
    try:
        text = place.read_text(encoding="utf-8")
        found = json.loads(text) if place.suffix == ".json" else yaml.safe_load(text)
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise Refusal(
            "replay-bad-file", status=422, where=name, zh=f"无法读取草案文件:{error}",
            en=f"The file of the draft cannot be read: {error}",
        ) from error  # fmt: skip
    if not isinstance(found, dict):
        raise Refusal(
            "replay-bad-file", status=422, where=name, zh="草案文件应是一张决策表。",
            en="The file of a draft holds one decision table.",
        )  # fmt: skip
    return found


def completed(draft: Mapping[str, Any], today: date) -> dict[str, Any]:
    """A draft with the tables that it leans on (补全依赖表), kept whole so that what was replayed stays to be read.

    Those it names under `leans_on` (a version's key, or a table), else those online today, else the shipped ones.
    """
    named = draft.get(LEANS_ON) or {}
    if not isinstance(named, Mapping):
        raise _bad_leaning(LEANS_ON)
    wanted = set(reads_of(own_table(draft)))
    found: dict[str, Any] = {}
    for name in reversed(OF_TABLES):
        if name in wanted:
            found[name] = _leaning(Purpose(name), named.get(name), today)
            wanted |= reads_of(table_of(found[name]["table"]))
    return {**draft, LEANS_ON: found} if found else {one: draft[one] for one in draft if one != LEANS_ON}


def _leaning(purpose: Purpose, named: Any, today: date) -> dict[str, Any]:
    """One table a draft leans on: its version and number (0: of no version), and itself."""
    if isinstance(named, Mapping):
        table = table_of(named.get("table", named))
        if purpose.value not in {one.name for one in table.outcomes}:
            raise _bad_leaning(purpose.value)
        return {"version": 0, "number": 0, "table": plain_of(table)}
    row = online(today).get(purpose) if named is None else version(_key(named, purpose))
    if row is None:
        table = read_strategy(shipped()[purpose], purpose).table
        return {"version": 0, "number": 0, "table": plain_of(table)}
    if row.purpose is not purpose:
        raise _bad_leaning(purpose.value)
    return {"version": row.id, "number": row.number, "table": plain_of(row.table)}


def _key(named: Any, purpose: Purpose) -> int:
    if not str(named).isdecimal() or len(str(named)) > MOST_DIGITS:
        raise _bad_leaning(purpose.value)
    return int(named)


def _bad_leaning(where: str) -> Refusal:
    return Refusal(
        "replay-leans-on", status=422, where=where,
        zh="leans_on 应按名称(willingness、ability、grade、segment)给出该表的版本键或整张决策表。",
        en="`leans_on` names for willingness, ability, grade or segment a version of that table, or the table itself.",
    )  # fmt: skip


def version_draft(key: int) -> Mapping[str, Any]:
    """The decision table of a strategy's version, as plain data. Raises Refusal `no-such-version`."""
    return plain_of(version(key).table)


def versions_known() -> list[tuple[int, Says]]:
    """The versions of the table of treatments that may be replayed: key, and name with number."""
    return [(one.id, Says(f"{one.says.zh} {one.number}", f"{one.says.en} {one.number}"))
            for one in versions(Purpose.TREATMENT)]  # fmt: skip
