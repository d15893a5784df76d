"""Outcomes as data (结果码): read from `outcomes.yaml`, refused where they are wrong; and what one requires."""

from collections.abc import Mapping
from typing import Any

from huilong.kernel.refusal import Refusal, Says
from huilong.rooms.contact.terms import Done, OutcomeSpec, ReasonSpec

KEYS = {"code", "key", "zh", "en", "reached", "law", "requires", "reasons", "promise", "again_hours"}
REASON_KEYS = {"code", "zh", "en", "flag", "of", "channels", "days", "pending"}
REACHED = ("debtor", "third", "nobody")
LAW = ("effective", "connected", "unanswered")
REQUIRED = {
    "amount": Says("承诺金额", "the amount promised"), "date": Says("日期", "the day"),
    "time": Says("回电时间", "the time to call back"), "reason": Says("原因", "a reason"),
    "note": Says("备注", "a note"),
}  # fmt: skip
"""What an outcome may ask for, in words."""


def read_outcomes(told: Mapping[str, Any], flags: frozenset[str]) -> tuple[OutcomeSpec, ...]:
    """The outcomes a file tells; `flags` are the kinds a reason may set. Raises Refusal `bad-outcomes` with the place.

    Digits are told once each, and so are codes; a reason is required exactly where there are reasons.
    """
    found = tuple(_outcome(one, f"outcomes[{n}]", flags) for n, one in enumerate(told["outcomes"]))
    for name in ("key", "code"):
        values = [getattr(one, name) for one in found]
        if len(set(values)) != len(values):
            raise _bad(name, "重复", "told twice")
    return found


def _outcome(told: Mapping[str, Any], where: str, flags: frozenset[str]) -> OutcomeSpec:
    for key in sorted(set(told) - KEYS):
        raise _bad(f"{where}.{key}", "未知的键", "not known")
    requires = frozenset(told.get("requires", ()))
    reasons = tuple(_reason(one, f"{where}.reasons[{n}]", flags) for n, one in enumerate(told.get("reasons", ())))
    if told["reached"] not in REACHED or told["law"] not in LAW or not 1 <= told["key"] <= 9:
        raise _bad(where, "reached、law 或 key 无效", "reached, law or key is not one of those there are")
    if not requires <= set(REQUIRED) or bool(reasons) != ("reason" in requires):
        raise _bad(f"{where}.requires", "与原因列表不符", "does not fit what there is to choose from")
    if told.get("promise") and not {"amount", "date"} <= requires:
        raise _bad(f"{where}.promise", "承诺须要求金额与日期", "a promise needs an amount and a day")
    return OutcomeSpec(
        told["code"], told["key"], Says(told["zh"], told["en"]), told["reached"], told["law"], requires, reasons,
        bool(told.get("promise")), told.get("again_hours"),
    )  # fmt: skip


def _reason(told: Mapping[str, Any], where: str, flags: frozenset[str]) -> ReasonSpec:
    for key in sorted(set(told) - REASON_KEYS):
        raise _bad(f"{where}.{key}", "未知的键", "not known")
    flag = told.get("flag", "")
    if flag and flag not in flags:
        raise _bad(f"{where}.flag", f"没有情形 {flag}", f"there is no flag {flag}")
    return ReasonSpec(
        told["code"], Says(told["zh"], told["en"]), flag, told.get("of") == "person", tuple(told.get("channels", ())),
        told.get("days"), bool(told.get("pending")),
    )  # fmt: skip


def refuse_incomplete(done: Done, spec: OutcomeSpec) -> None:
    """Refuse an outcome of no call (`call-first`), and what lacks something it requires (`outcome-incomplete`)."""
    there = {
        "amount": done.amount_fen is not None, "date": done.on is not None, "time": done.again_at is not None,
        "reason": spec.reason(done.reason) is not None, "note": bool(done.note.strip()),
    }  # fmt: skip
    if not done.call and not done.incoming and not done.reported:
        raise Refusal(
            "call-first", status=422, where="call", zh="请先拨打,再登记结果。",
            en="Call first, then say what came of it.",
            remedy_zh="按 D 拨打;客户来电时请勾选“客户来电”。",
            remedy_en="Press D to call; tick “the borrower called” for an incoming call.",
        )  # fmt: skip
    lacking = [name for name in REQUIRED if name in spec.requires and not there[name]]
    if lacking:
        words = [REQUIRED[name] for name in lacking]
        raise Refusal(
            "outcome-incomplete", status=422, where=lacking[0],
            zh=f"“{spec.says.zh}”还需填写:{'、'.join(one.zh for one in words)}。",
            en=f"“{spec.says.en}” needs {', '.join(one.en for one in words)}.",
            remedy_zh="请补充后再保存。", remedy_en="Add it and save again.",
        )  # fmt: skip


def _bad(where: str, zh: str, en: str) -> Refusal:
    return Refusal("bad-outcomes", where=where, zh=f"outcomes.yaml {where}:{zh}。", en=f"outcomes.yaml {where}: {en}.")
