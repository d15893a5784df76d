"""Drafts by name (草案): a version of a strategy, or a file with a decision table."""

import json
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

from huilong.kernel.refusal import Refusal
from huilong.kernel.tables import plain_of


def draft_named(name: str) -> Mapping[str, Any]:
    """The decision table of a strategy's version (its key), or of a YAML or JSON file, as plain data.

    Raises Refusal `replay-no-draft` when there is neither, `replay-bad-file` for a file that cannot be read.
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
    """The decision table of a strategy's version, as plain data. Raises Refusal `replay-no-draft`."""
    try:
        version = import_module("huilong.rooms.strategy.queries").version
    except (ModuleNotFoundError, AttributeError):
        raise Refusal(
            "replay-no-draft", status=404, where=str(key), zh=f"没有策略版本 {key}。",
            en=f"There is no version {key} of a strategy.",
        ) from None  # fmt: skip
    return plain_of(version(key).table)


def versions_known() -> list[tuple[int, str]]:
    """The versions of strategies that may be replayed, key and name; none while there is no such room."""
    try:
        versions = import_module("huilong.rooms.strategy.queries").versions
    except (ModuleNotFoundError, AttributeError):
        return []
    return [(one.id, str(one)) for one in versions()]
