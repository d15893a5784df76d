"""The form of what is known of a vehicle (车辆事实格式): what a value holds by kind, what is refused with its field.

Nothing personal stands in a value: a plate and an owner's name are given beside it, to be sealed.
"""

from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from typing import Any

from huilong.kernel.refusal import Refusal
from huilong.rooms.collateral.terms import (
    Beneficiary,
    Energy,
    FactKind,
    InsuranceKind,
    KeyHolder,
    MortgageState,
    OwnerKind,
    PaperKind,
)

MOST_KM = 3_000_000
MOST_KEYS = 9
MOST_TEXT = 60
EARLIEST = date(1980, 1, 1)
PERSONAL = (FactKind.PLATE, FactKind.OWNER)
"""Kinds that may come with a text about somebody."""


def checked(kind: FactKind, value: Mapping[str, Any], on: date, personal: str = "") -> dict[str, Any]:
    """A value as it is kept (校验后的事实). Raises Refusal `bad-fact` naming the field.

    >>> checked(FactKind.MILEAGE, {"km": "52300"}, date(2026, 5, 1))
    {'km': 52300}
    """
    if len(personal) > MOST_TEXT or (personal and kind not in PERSONAL):
        raise _bad("personal", "文字过长。", "The text is too long.")
    return FORMS[kind](value, on, personal.strip())


def mask_plate(plate: str) -> str:
    """A plate as it may be shown (车牌脱敏): the place and the last two.

    >>> mask_plate("川IA1234")
    '川I***34'
    """
    return f"{plate[:2]}***{plate[-2:]}" if len(plate) > 4 else "***"


def _particulars(value: Mapping[str, Any], on: date, personal: str) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    if value.get("energy"):
        kept["energy"] = _one_of(Energy, value, "energy")
    if colour := _text(value, "colour"):
        kept["colour"] = colour
    if value.get("first_registered"):
        kept["first_registered"] = _day(value, "first_registered", EARLIEST, on).isoformat()
    if value.get("used") not in (None, ""):
        kept["used"] = value["used"] in (True, "1", "true", "yes")
    if not kept:
        raise _bad("energy", "至少填写一项车辆信息。", "Give at least one particular.")
    return kept


def _plate(value: Mapping[str, Any], on: date, personal: str) -> dict[str, Any]:
    plate = "".join(personal.split()).upper()
    if not 4 <= len(plate) <= 10:
        raise _bad("personal", "车牌号应为 4 至 10 个字符。", "A plate has 4 to 10 characters.")
    return {"shown": mask_plate(plate)}


def _mileage(value: Mapping[str, Any], on: date, personal: str) -> dict[str, Any]:
    return {"km": _whole(value, "km", 0, MOST_KM)}


def _mortgage(value: Mapping[str, Any], on: date, personal: str) -> dict[str, Any]:
    state = _one_of(MortgageState, value, "state")
    kept = {"state": state, "authority": _text(value, "authority"), "number": _text(value, "number")}
    if state == MortgageState.REGISTERED and not kept["authority"]:
        raise _bad("authority", "已登记的抵押须写明登记机关。", "A registered mortgage names its authority.")
    return kept


def _owner(value: Mapping[str, Any], on: date, personal: str) -> dict[str, Any]:
    kind = _one_of(OwnerKind, value, "kind")
    if kind == OwnerKind.OTHER and not personal:
        raise _bad("personal", "登记在他人名下时须写明是谁。", "Say whose name it is.")
    return {"kind": kind, "named": bool(personal)}


def _key(value: Mapping[str, Any], on: date, personal: str) -> dict[str, Any]:
    return {"no": _whole(value, "no", 1, MOST_KEYS), "holder": _one_of(KeyHolder, value, "holder")}


def _insurance(value: Mapping[str, Any], on: date, personal: str) -> dict[str, Any]:
    latest = date(on.year + 10, 1, 1)
    return {
        "kind": _one_of(InsuranceKind, value, "kind"), "insurer": _text(value, "insurer"),
        "until": _day(value, "until", EARLIEST, latest).isoformat(),
        "beneficiary": _one_of(Beneficiary, value, "beneficiary") if value.get("beneficiary") else "",
    }  # fmt: skip


def _paper(value: Mapping[str, Any], on: date, personal: str) -> dict[str, Any]:
    return {"kind": _one_of(PaperKind, value, "kind")}


FORMS: dict[FactKind, Callable[[Mapping[str, Any], date, str], dict[str, Any]]] = {
    FactKind.PARTICULARS: _particulars, FactKind.PLATE: _plate, FactKind.MILEAGE: _mileage,
    FactKind.MORTGAGE: _mortgage, FactKind.OWNER: _owner, FactKind.KEY: _key, FactKind.INSURANCE: _insurance,
    FactKind.PAPER: _paper,
}  # fmt: skip


def _one_of(among: type[Enum], value: Mapping[str, Any], name: str) -> str:
    given = str(value.get(name, ""))
    if given not in [one.value for one in among]:
        choices = "、".join(str(one.value) for one in among)
        raise _bad(name, f"{name} 须为 {choices} 之一。", f"{name} is one of {choices.replace('、', ', ')}.")
    return given


def _text(value: Mapping[str, Any], name: str) -> str:
    given = " ".join(str(value.get(name) or "").split())
    if len(given) > MOST_TEXT:
        raise _bad(name, f"{name} 不得超过 {MOST_TEXT} 字。", f"{name} has at most {MOST_TEXT} characters.")
    return given


def _whole(value: Mapping[str, Any], name: str, least: int, most: int) -> int:
    given = str(value.get(name, "")).strip().replace(",", "")
    if not (given.isascii() and given.isdigit() and len(given) < 12 and least <= int(given) <= most):
        raise _bad(
            name, f"{name} 须为 {least} 至 {most} 的整数。", f"{name} is a whole number from {least} to {most}."
        )
    return int(given)


def _day(value: Mapping[str, Any], name: str, earliest: date, latest: date) -> date:
    try:
        given = date.fromisoformat(str(value.get(name, "")).strip().replace("/", "-"))
    except ValueError:
        raise _bad(name, f"{name} 不是 2026-01-31 这样的日期。", f"{name} is no date like 2026-01-31.") from None
    if not earliest <= given <= latest:
        raise _bad(name, f"{name} 须在 {earliest} 至 {latest} 之间。", f"{name} lies from {earliest} to {latest}.")
    return given


def _bad(where: str, zh: str, en: str) -> Refusal:
    return Refusal(
        "bad-fact", status=422, where=where, zh=zh, en=en, remedy_zh="请更正后重新提交。",
        remedy_en="Put it right and send it again.",
    )  # fmt: skip
