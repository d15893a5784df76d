"""Verbs of flags (特殊情形): set one with its evidence and its days, end one with a reason. Never edited."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from huilong.kernel.acting import acting
from huilong.kernel.events import tell
from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.models import Case, CaseLoan, Flag
from huilong.rooms.cases.queries.desk import no_such_case
from huilong.rooms.cases.queries.flags import note_bound_to
from huilong.rooms.cases.rules.flags import NEEDS_EVIDENCE, SEVERAL, STOPS, detail_mistake
from huilong.rooms.cases.terms import CaseState, FlagEnd, FlagKind, FlagNoted, FlagSet
from huilong.rooms.journal.actions import record
from huilong.rooms.vault.queries import people_of, sealed_note
from huilong.shell.live import announce

MOST_OF_A_NOTE = 500
_EVIDENCE = re.compile(r"file:[1-9]\d{0,17}|[^\s:][^\n:]{1,79}")


def set_flag(
    number: str, kind: FlagKind, *, since: date, until: date | None = None, evidence: str = "", note: str = "",
    person: int | None = None, detail: Mapping[str, Any] | None = None, at: datetime,
) -> int:  # fmt: skip
    """Set a flag on an open case (登记特殊情形) from `since` to `until` (None: until ended); its key.

    `evidence` is a file of the case (`file:12`) or a paper's number, required for what nobody takes on somebody's word.
    `detail`: of a hold `{"channels": [...]}` (empty: all), of agreed hours `{"from": "20:00", "to": "22:30"}`.
    Refuses a case that is not there, days that do not fit, a missing or unreadable evidence, the same flag twice.
    """
    evidence, note, said = evidence.strip(), note.strip(), dict(detail or {})
    _refuse_unfit(kind, since, until, evidence, note, said)
    at = at.astimezone(UTC)  # the note is bound to the moment as the database gives it back
    with transaction.atomic():
        case = Case.objects.filter(number=number, state=CaseState.OPEN).first()
        if case is None:
            raise no_such_case(number)
        refuse_stranger(case.pk, person)
        _refuse_twice(case.pk, kind, person, since, until)
        who = acting()
        key, sealed = sealed_note(note, note_bound_to(case.pk, kind.value, at))
        flag = Flag.objects.create(
            case_id=case.pk, kind=kind.value, since=since, until=until, person=person, evidence=evidence, detail=said,
            note=sealed, key_id=key, set_by=who.actor if who else "system", set_at=at,
        )  # fmt: skip
        told = {
            "flag": flag.pk, "kind": kind.value, "since": since.isoformat(),
            "until": until.isoformat() if until else None, "evidence": evidence, "said": said,
        }  # fmt: skip
        record(verb="flag.set", subject=("case", number), detail=told, at=at)
        if kind in STOPS:
            tell(FlagSet(number, kind, tuple(said.get("channels", ())), at))
        tell(FlagNoted(number, kind, since, at))
        announce("flag", number, flag=kind.value, state="set")
    return int(flag.pk)


def end_flag(flag_id: int, why: FlagEnd, *, at: datetime) -> str:
    """End a flag with a reason (终止特殊情形); its case's number. Refuses one that is not there or ended before."""
    with transaction.atomic():
        flag = Flag.objects.select_related("case").filter(pk=flag_id).first()
        if flag is None:
            raise Refusal("no-such-flag", zh="没有这项情形。", en="There is no such flag.", status=404)
        who = acting()
        ended = Flag.objects.filter(pk=flag_id, ended_at=None).update(
            ended_at=at, ended_by=who.actor if who else "system", ended_why=why.value
        )
        if not ended:
            raise Refusal("flag-ended", zh="这项情形已经终止。", en="This flag has ended already.")
        number = str(flag.case.number)
        told = {"flag": flag_id, "kind": flag.kind, "why": why.value}
        record(verb="flag.ended", subject=("case", number), detail=told, at=at)
        announce("flag", number, flag=flag.kind, state="ended")
    return number


def _refuse_unfit(
    kind: FlagKind, since: date, until: date | None, evidence: str, note: str, detail: Mapping[str, Any]
) -> None:
    """Refuse what a flag of this kind cannot be."""
    if until is not None and until < since:
        raise _unfit("flag-period", "until", "结束日期不能早于开始日期。", "A flag cannot end before it begins.")
    if kind in NEEDS_EVIDENCE and not evidence:
        raise Refusal(
            "flag-evidence", status=422, where="evidence",
            zh="这类情形须有证据。", en="A flag of this kind needs evidence.",
            remedy_zh="请先把证明材料添加到案件文件,再填写文件编号(如 file:12)或文书编号。",
            remedy_en="Add the paper to the case's files, then give its key (file:12), or give the paper's number.",
        )  # fmt: skip
    if evidence and not (_EVIDENCE.fullmatch(evidence) and evidence.isprintable()):
        raise _unfit("flag-evidence", "evidence", "证据须为 file:编号,或 2–80 字的文书编号。",
                     "Evidence is file:KEY, or the number of a paper in 2 to 80 characters.")  # fmt: skip
    if len(note) > MOST_OF_A_NOTE:
        raise _unfit("note-too-long", "note", f"备注须在 {MOST_OF_A_NOTE} 字以内。",
                     f"A note has at most {MOST_OF_A_NOTE} characters.")  # fmt: skip
    if where := detail_mistake(kind, detail):
        raise _unfit("flag-detail", where, f"这项内容不符合要求:{where}。", f"This cannot be so: {where}.")


def _unfit(code: str, where: str, zh: str, en: str) -> Refusal:
    remedy_zh, remedy_en = "请更正后重试。", "Mend it and try again."
    return Refusal(code, status=422, where=where, zh=zh, en=en, remedy_zh=remedy_zh, remedy_en=remedy_en)


def refuse_stranger(case_id: int, person: int | None) -> None:
    """Refuse a person who is not one of the case's people."""
    if person is None:
        return
    loans = list(CaseLoan.objects.filter(case_id=case_id).values_list("loan_id", flat=True))
    if person not in {one.id for people in people_of(loans).values() for one in people}:
        zh, en = "这个人不是本案的客户。", "This person is not one of the case's people."
        raise _unfit("no-such-person", "person", zh, en)


def _refuse_twice(case_id: int, kind: FlagKind, person: int | None, since: date, until: date | None) -> None:
    """Refuse a flag whose days another of its kind for the same person has already."""
    if kind in SEVERAL:
        return
    meets = Q(until=None) | Q(until__gte=since)
    if until is not None:
        meets &= Q(since__lte=until)
    if Flag.objects.filter(meets, case_id=case_id, kind=kind, person=person, ended_at=None).exists():
        raise Refusal(
            "flag-twice", zh="本案已有同一情形。", en="The case has this flag already.", where="kind",
            remedy_zh="如需更改,请先终止原情形。", remedy_en="To change it, end the one that stands first.",
        )  # fmt: skip
