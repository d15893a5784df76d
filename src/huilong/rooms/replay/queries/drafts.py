"""Drafts by name (草案): a version of a strategy, or a file with a decision table."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from huilong.kernel.refusal import Refusal
from huilong.kernel.tables import plain_of
from huilong.rooms.strategy.queries.versions import version, versions
from huilong.rooms.strategy.terms import Purpose


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


def version_draft(key: int) -> Mapping[str, Any]:
    """The decision table of a strategy's version, as plain data. Raises Refusal `no-such-version`."""
    return plain_of(version(key).table)


def versions_known() -> list[tuple[int, str]]:
    """The versions of the table of treatments that may be replayed: key, and name with number."""
    return [(one.id, f"{one.name} {one.number}") for one in versions(Purpose.TREATMENT)]
