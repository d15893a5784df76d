"""Reads of the rules of wording and of the templates shipped with the house (用语规则、自带模板), from YAML."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from huilong.rooms.contact.terms import Disclosure, Forbidden, Wording


@cache
def wording() -> Wording:
    """What messages may not and must say (`wording.yaml`)."""
    told = _read("wording.yaml")
    return Wording(
        tuple(Forbidden(flag, tuple(str(one) for one in phrases)) for flag, phrases in told["forbidden"].items()),
        tuple(told["disclosing"]),
        {
            channel: tuple(Disclosure(one["code"], tuple(one["variables"])) for one in required)
            for channel, required in told["required"].items()
        },
        dict(told["longest"]),
    )


def shipped_templates() -> list[dict[str, Any]]:
    """The templates shipped with the house (`templates_default.yaml`)."""
    found: list[dict[str, Any]] = _read("templates_default.yaml")["templates"]
    return found


def _read(name: str) -> Any:
    place = files("huilong.rooms.contact") / name
    return yaml.load(place.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
