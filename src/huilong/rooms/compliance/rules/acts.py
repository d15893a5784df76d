"""An act as it is handed over (行为格式): the keys of `huilong law check`, everything unknown refused with its path."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from huilong.kernel.refusal import Refusal
from huilong.rooms.compliance.terms import Act

TEXTS = ("action", "jurisdiction", "lender_type", "product", "rule")
KEYS = {*TEXTS, "on", "adopted", "facts"}


def read_act(raw: Any, where: str = "") -> Act:
    """The act that `raw` says. Raises Refusal `bad-act`.

    >>> read_act({"action": "contact.call", "on": "2026-09-01", "facts": {}}).jurisdiction
    'CN'
    """
    if not isinstance(raw, Mapping):
        raise _bad(where or "act", "an object", "须为对象")
    for key in sorted(set(raw) - KEYS, key=str):
        raise _bad(f"{where}{key}", "not known", "未知的键")
    for key in TEXTS:
        if raw.get(key) is not None and not isinstance(raw[key], str):
            raise _bad(f"{where}{key}", "a word", "须为文字")
    if not raw.get("action"):
        raise _bad(f"{where}action", "needed", "必填")
    facts, adopted = raw.get("facts", {}), raw.get("adopted")
    if not isinstance(facts, Mapping):
        raise _bad(f"{where}facts", "an object", "须为对象")
    if adopted is not None and not (isinstance(adopted, list) and all(isinstance(one, str) for one in adopted)):
        raise _bad(f"{where}adopted", "a list of names", "须为名称列表")
    return Act(
        raw["action"], _day(raw.get("on"), f"{where}on"), raw.get("jurisdiction") or "CN", raw.get("lender_type"),
        raw.get("product"), None if adopted is None else tuple(adopted), raw.get("rule"), facts,
    )  # fmt: skip


def read_json(text: str | bytes, where: str = "") -> Any:
    """What a JSON text says, fractions as exact decimals. Raises Refusal `bad-json`, for a key given twice too."""
    try:
        return json.loads(text, parse_float=Decimal, object_pairs_hook=_no_twins)
    except (ValueError, RecursionError) as error:
        raise Refusal(
            "bad-json", status=422, where=where, zh=f"不是 JSON:{error}。", en=f"This is not JSON: {error}."
        ) from error  # fmt: skip


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(f"a key is given twice among {[key for key, _value in pairs]}")
    return found


def _day(told: Any, where: str) -> date:
    try:
        day = date.fromisoformat(told)
        if day.isoformat() != told:
            raise ValueError(told)
    except (TypeError, ValueError):
        raise _bad(where, "a date like 2026-01-31", "须为 2026-01-31 这样的日期") from None
    return day


def _bad(where: str, en: str, zh: str) -> Refusal:
    return Refusal(
        "bad-act", status=422, where=where, zh=f"{where}:{zh}。", en=f"{where}: {en}.",
        remedy_zh="格式见 docs/how-to/law.md。", remedy_en="docs/how-to/law.md tells the format.",
    )  # fmt: skip
