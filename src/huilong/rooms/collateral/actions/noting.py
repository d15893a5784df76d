"""Noting (登记车辆事实): what is known of a vehicle, what it is worth, written down with who said so, never edited."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from huilong.kernel.acting import acting
from huilong.kernel.money import MAX_FEN
from huilong.kernel.refusal import Refusal
from huilong.rooms.collateral.actions.intake import mark_of
from huilong.rooms.collateral.actions.linking import refigure
from huilong.rooms.collateral.models import Vehicle, VehicleFact, VehicleValue
from huilong.rooms.collateral.queries.vehicles import case_number, no_such_vehicle
from huilong.rooms.collateral.rules.facts import checked
from huilong.rooms.collateral.terms import FactKind, FactSource, Valued, ValueSource
from huilong.rooms.files.queries import file_row
from huilong.rooms.journal.actions import digested, record
from huilong.rooms.vault.queries import sealed_note

ONCE, VALUE_ONCE = "collateral_a_fact_once", "collateral_a_value_once"


@dataclass(frozen=True)
class Said:
    """Of which day something is, who says so, and the file of the case that shows it (来源)."""

    on: date
    source: FactSource
    file: int | None = None


def note_fact(
    key: int, kind: FactKind, value: Mapping[str, Any], said: Said, at: datetime, *, personal: str = ""
) -> int:
    """Note a thing known of a vehicle (登记事实); its key. The forms: `rules/facts.py`.

    `personal` is a plate or an owner's name: sealed, never in the value or the journal. Raises Refusal `bad-fact`,
    `fact-day`, `fact-known`, `fact-file`, `no-such-vehicle`.
    """
    vehicle, number = _vehicle(key)
    kept = checked(kind, value, said.on, personal)
    _not_to_come(said.on, at)
    _shown_by(said, kind, number)
    personal = personal.strip()
    sealed_by, sealed = sealed_note(personal, bound_to(key, kind))
    try:
        with transaction.atomic():
            row = VehicleFact.objects.create(
                vehicle=vehicle, kind=kind.value, value=kept, key_id=sealed_by, sealed=sealed,
                source=said.source.value, on=said.on, known_at=at, known_by=_me(), file_id=said.file,
                mark=mark_of(kept, said.source, digested(personal) if personal else ""),
            )  # fmt: skip
            told = {"vehicle": key, "fact": row.pk, "kind": kind.value, "source": said.source.value, "file": said.file}
            record(verb="vehicle.noted", subject=_subject(key, number), detail=told, at=at)
            refigure([key], timezone.localdate(at))
    except IntegrityError as error:
        if ONCE not in str(error):
            raise
        raise _known() from None
    return row.pk


def note_value(
    key: int, amount_fen: int, on: date, at: datetime, *, source: ValueSource = ValueSource.APPRAISAL,
    low_fen: int | None = None, high_fen: int | None = None, by: str = "", version: str = "",
) -> int:  # fmt: skip
    """Note what somebody says a vehicle is worth on a day (登记估值), fen; its key.

    Raises Refusal `bad-value`, `fact-day`, `fact-known`, `no-such-vehicle`.
    """
    vehicle, number = _vehicle(key)
    _not_to_come(on, at)
    low, high = (amount_fen, amount_fen) if low_fen is None or high_fen is None else (low_fen, high_fen)
    if not (0 < amount_fen <= MAX_FEN and 0 < low <= amount_fen <= high <= MAX_FEN):
        raise Refusal(
            "bad-value", status=422, where="amount", zh="估值须大于 0,且在所给区间内。",
            en="A value is above zero and within its range.", remedy_zh="请核对金额与上下限。",
            remedy_en="Check the amount and its bounds.",
        )  # fmt: skip
    try:
        with transaction.atomic():
            row = VehicleValue.objects.create(
                vehicle=vehicle, on=on, amount_fen=amount_fen, low_fen=low_fen, high_fen=high_fen, source=source.value,
                by=by[:60], version=version[:40], known_at=at, known_by=_me(),
            )  # fmt: skip
            told = {"vehicle": key, "value": row.pk, "amount_fen": amount_fen, "source": source.value}
            record(verb="vehicle.valued", subject=_subject(key, number), detail=told, at=at)
            refigure([key], timezone.localdate(at))
    except IntegrityError as error:
        if VALUE_ONCE not in str(error):
            raise
        raise _known() from None
    return row.pk


def keep_valued(key: int, valued: Valued, source: ValueSource, on: date, at: datetime) -> int:
    """Note what a valuer said, with its range and version."""
    return note_value(
        key, valued.amount_fen, on, at, source=source, low_fen=valued.low_fen, high_fen=valued.high_fen, by=valued.by,
        version=valued.version,
    )  # fmt: skip


def bound_to(key: int, kind: FactKind) -> str:
    """What a sealed text of a vehicle opens with."""
    return f"vehicle:{key}:{kind.value}"


def _vehicle(key: int) -> tuple[Vehicle, str]:
    """The row of a vehicle the one who acts sees, and its case's number."""
    row = Vehicle.objects.filter(pk=key).first()
    if row is None:
        raise no_such_vehicle()
    return row, case_number(row)


def _subject(key: int, number: str) -> tuple[str, str]:
    return ("case", number) if number else ("vehicle", str(key))


def _shown_by(said: Said, kind: FactKind, number: str) -> None:
    """Refuse a paper without its file, and a file that is not the case's or was withdrawn."""
    if said.file is None:
        if said.source is FactSource.PAPER or kind is FactKind.PAPER:
            raise _no_file("请选择案件中的文件。", "Choose the file of the case that shows it.")
        return
    row = file_row(said.file)
    if row.number != number or row.withdrawn_at is not None:
        raise _no_file("该文件不在本案,或已撤下。", "This file is not of the case, or was withdrawn.")


def _no_file(zh: str, en: str) -> Refusal:
    return Refusal(
        "fact-file", status=422, where="file", zh=zh, en=en, remedy_zh="先在案件文件页上传。",
        remedy_en="Add it to the files of the case first.",
    )  # fmt: skip


def _not_to_come(on: date, at: datetime) -> None:
    if on > timezone.localdate(at):
        raise Refusal("fact-day", status=422, where="on", zh="日期不能晚于今天。", en="No day to come is known.",
                      remedy_zh="请填写发生日期。", remedy_en="Give the day it happened.")  # fmt: skip


def _known() -> Refusal:
    return Refusal("fact-known", zh="同一日的同一内容已登记。", en="This was noted already, of the same day.",
                   remedy_zh="无需重复登记。", remedy_en="There is nothing to do.")  # fmt: skip


def _me() -> int:
    who = acting()
    return who.user if who else 0
