"""Tables of the house and their versions (策略版本): which is online on a day, what is wrong with one."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.db.models import QuerySet

from huilong.kernel.refusal import Refusal
from huilong.rooms.strategy.models import Strategy, Version
from huilong.rooms.strategy.rules.reading import checked, read_strategy
from huilong.rooms.strategy.terms import Purpose, StrategyRow, VersionRow, VersionState

SHIPPED = Path(__file__).parents[1] / "tables_default.yaml"


def shipped() -> dict[Purpose, dict[str, Any]]:
    """The tables that come with the house (出厂策略), as plain data."""
    told = yaml.load(SHIPPED.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return {purpose: told[purpose.value] for purpose in Purpose}


def strategies(on: date) -> tuple[StrategyRow, ...]:
    """The tables of the house in the order they are asked (策略表): what is online on a day, the open drafts."""
    rows = []
    order = {purpose.value: place for place, purpose in enumerate(Purpose)}
    found = sorted(Strategy.objects.prefetch_related("versions"), key=lambda one: order[one.purpose])
    for one in found:
        versions = list(one.versions.all())
        now = newest_in_force(versions, on)
        drafts = tuple(
            (version.pk, version.number) for version in sorted(versions, key=lambda v: -v.number)
            if version.state in (VersionState.DRAFT, VersionState.SUBMITTED)
        )
        rows.append(StrategyRow(one.pk, Purpose(one.purpose), one.name, now.pk if now else None,
                                now.number if now else None, drafts))  # fmt: skip
    return tuple(rows)


def newest_in_force(versions: Iterable[Version], on: date) -> Version | None:
    """The version that is online on a day: of those approved and begun the one begun last (线上版本)."""
    begun = [
        one for one in versions
        if one.state == VersionState.APPROVED and one.effective_from is not None and one.effective_from <= on
    ]
    return max(begun, key=lambda one: (one.effective_from, one.pk), default=None)


def online(on: date) -> dict[Purpose, VersionRow]:
    """The versions that a day goes by (当日版本), by purpose; a purpose without one is left out."""
    begun = _rows().filter(state=VersionState.APPROVED, effective_from__lte=on)
    by: dict[Purpose, list[Version]] = {}
    for one in begun:
        by.setdefault(Purpose(one.strategy.purpose), []).append(one)
    return {purpose: row_of(now, on) for purpose, found in by.items() if (now := newest_in_force(found, on))}


def versions(purpose: Purpose | None = None, on: date | None = None) -> tuple[VersionRow, ...]:
    """The versions of a table, or of all, newest first (版本列表)."""
    found = _rows().order_by("-number")
    if purpose is not None:
        found = found.filter(strategy__purpose=purpose.value)
    rows = list(found)
    now = {}
    for key in {one.strategy_id for one in rows} if on else ():
        newest = newest_in_force([one for one in rows if one.strategy_id == key], on)  # type: ignore[arg-type]
        now[key] = newest.pk if newest else 0
    return tuple(row_of(one, on, newest=now.get(one.strategy_id)) for one in rows)


def version(key: int, on: date | None = None) -> VersionRow:
    """One version with its table, and what is wrong with it (单个版本). Raises Refusal `no-such-version`."""
    return row_of(stored(key), on, problems=True)


def stored(key: int, *, lock: bool = False) -> Version:
    """The row of a version, or `no-such-version`."""
    found = Version.objects.select_for_update(of=("self",)).select_related("strategy") if lock else _rows()
    row = found.filter(pk=key).first()
    if row is None:
        raise Refusal(
            "no-such-version", status=404, zh="没有这个策略版本。", en="There is no such version.",
            remedy_zh="请从策略页打开。", remedy_en="Open it from the strategy page.",
        )  # fmt: skip
    return row


def row_of(
    one: Version, on: date | None = None, *, problems: bool = False, newest: int | None = None
) -> VersionRow:  # fmt: skip
    """A version read. With `on` its state is that of the day: online, superseded, or waiting for it; `newest` is the
    one of its table that is online then, if it was found already."""
    purpose = Purpose(one.strategy.purpose)
    reading = read_strategy(one.table, purpose)
    return VersionRow(
        one.pk, one.strategy_id, purpose, one.strategy.name, one.number, _state(one, on, newest), reading.table,
        one.sha256, one.table, one.effective_from, one.author, one.written_at, one.approved_by, one.approved_at,
        one.ended_at if one.state == VersionState.ROLLED_BACK else None, one.impact,
        checked(reading) if problems else reading.problems,
    )  # fmt: skip


def _state(one: Version, on: date | None, newest: int | None = None) -> VersionState:
    state = VersionState(one.state)
    if state is not VersionState.APPROVED or on is None or one.effective_from is None or one.effective_from > on:
        return state
    if newest is None:
        begun = Version.objects.filter(
            strategy_id=one.strategy_id, state=VersionState.APPROVED, effective_from__lte=on
        ).order_by("-effective_from", "-pk")  # fmt: skip
        newest = begun.values_list("pk", flat=True).first()
    return VersionState.ONLINE if newest == one.pk else VersionState.SUPERSEDED


def _rows() -> QuerySet[Version]:
    return Version.objects.select_related("strategy")
