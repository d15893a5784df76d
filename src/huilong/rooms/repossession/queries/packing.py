"""What goes into an evidence pack (证据包内容): the order and all that hangs on it, as JSON; files; journal entries."""

import json
from collections.abc import Iterable
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from huilong.rooms.compliance.queries.records import one_verdict, rules_then
from huilong.rooms.journal.queries import bodies_of
from huilong.rooms.repossession.models import Pack
from huilong.rooms.repossession.queries.after import charge_facts, redemptions_of, stays_of
from huilong.rooms.repossession.queries.authorities import authorities_of
from huilong.rooms.repossession.queries.crews import quotes_of
from huilong.rooms.repossession.queries.orders import (
    approvals_of,
    grounds_of,
    notices_of,
    order_row,
    steps_of,
    stored,
)
from huilong.rooms.repossession.queries.spot import belongings_of, evidence_of, spot_steps_of
from huilong.rooms.repossession.rules.packing import canonical
from huilong.rooms.repossession.terms.yard import PackRow


def parts_of(key: int, at: datetime) -> dict[str, bytes]:
    """The JSON parts of a pack by their names (证据包各部分)."""
    row, order = order_row(key), stored(key)
    parts: dict[str, Any] = {
        "order.json": {"order": row, "vin": order.vin, "approvals": approvals_of(key), "grounds": grounds_of(key),
                       "notices": notices_of(order.case_id, order.loan_id), "quotes": quotes_of(key)},
        "steps.json": {"history": steps_of(key), "on_the_spot": spot_steps_of(key)},
        "authorities.json": authorities_of(key),
        "verdicts.json": [_verdict(one) for one in verdicts_of_order(key)],
        "evidence.json": evidence_of(key), "belongings.json": belongings_of(key),
        "yard.json": {"stays": stays_of(key, at), "charges": charge_facts(key), "redemptions": redemptions_of(key)},
    }  # fmt: skip
    return {name: canonical(_plain(value)) for name, value in parts.items()}


def verdicts_of_order(key: int) -> list[int]:
    """The verdicts an order rests on (相关裁决), those given on stops and closings among them."""
    told = [one.detail.get("verdict") for one in steps_of(key)]
    told += [one.detail.get("verdict") for one in spot_steps_of(key)]
    found = {int(one) for one in told if isinstance(one, int)} | set(order_row(key).verdicts)
    number = order_row(key).number
    found |= {
        int(body["verdict"]) for _, body in bodies_of(("case", number))
        if body["verdict"].isdecimal() and (body["detail"] or {}).get("order") == key
    }  # fmt: skip
    return sorted(found)


def entries_of_order(key: int, files: Iterable[int]) -> list[tuple[int, dict[str, Any]]]:
    """The journal's entries about an order (相关留痕): its own, the verdicts it rests on, the files kept of it."""
    kept, verdicts = set(files), {str(one) for one in verdicts_of_order(key)}

    def concerns(body: dict[str, Any]) -> bool:
        detail = body["detail"] or {}
        return (
            (body["verb"].startswith("recovery.") and detail.get("order") == key)
            or (body["verb"].startswith("law.") and body["verdict"] in verdicts)
            or (body["verb"] == "file.added" and detail.get("file") in kept)
        )

    number = order_row(key).number
    found = [one for one in bodies_of(("case", number)) if concerns(one[1])]
    for verdict in verdicts:
        found += bodies_of(("verdict", verdict))
    return sorted({one[0]: one for one in (*found, *bodies_of(("order", key)))}.values())


def packs_of(key: int) -> tuple[PackRow, ...]:
    """The packs made of an order, newest first (证据包)."""
    return tuple(
        PackRow(one.pk, key, one.made_by, one.made_at, one.sha256, len(one.manifest["holds"]))
        for one in Pack.objects.filter(order_id=key).order_by("-id")
    )


def _verdict(key: int) -> dict[str, Any]:
    """One verdict with its facts and the text of every rule that was looked at."""
    kept = one_verdict(key)
    rules = rules_then(kept)
    return {
        "verdict": key, "at": kept.at, "action": kept.action, "product": kept.product, "facts": kept.facts,
        "said": kept.verdict, "permitted": kept.permitted, "override": kept.override, "deciding": kept.deciding,
        "evaluated": kept.evaluated, "rulebook": kept.book_id,
        "rules": {
            name: {
                "title": {"zh": rule.title.zh, "en": rule.title.en}, "clause": rule.clause,
                "requires": rule.requires, "breach_when": rule.breach_when,
                "says": {"zh": rule.says.zh, "en": rule.says.en}, "starts": rule.starts,
            }
            for name, rule in sorted(rules.items()) if name in kept.evaluated
        },
    }  # fmt: skip


def _plain(value: Any) -> Any:
    """Terms as JSON: times in ISO with their zone, money in fen, enums by their codes."""
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    return value if isinstance(value, str | int | bool | None) else json.loads(json.dumps(value, default=str))
