"""Verbs of the register (机构准入): enter a firm, note its papers, approve by two, publish, stop at once."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from huilong.kernel.acting import Acting, acting
from huilong.kernel.events import tell
from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies.actions.ending import end
from huilong.rooms.agencies.actions.placing import one_at_the_firm
from huilong.rooms.agencies.actions.rating import note_breach
from huilong.rooms.agencies.models import Contract, Firm, FirmStep, Paper, Placement, Publication
from huilong.rooms.agencies.queries import approved_firms, may_receive, states_on
from huilong.rooms.agencies.rules.fee_terms import as_data
from huilong.rooms.agencies.rules.shown import USUAL, known_fields
from huilong.rooms.agencies.rules.standing import NEEDED
from huilong.rooms.agencies.terms import (
    ContractTerms,
    FeeTerms,
    FirmPaper,
    FirmState,
    FirmStopped,
    Lack,
    PlacementEnd,
    StepReason,
)
from huilong.rooms.agencies.terms.rating import BreachKind
from huilong.rooms.journal.actions import record
from huilong.rooms.people.actions import ask_approval
from huilong.rooms.people.queries import organisation_named
from huilong.rooms.people.terms import ApprovalKind, Approved

MOST_OF_A_NOTE = 200
PAPERS_ONLY = frozenset({Lack.APPLICANT, Lack.SUSPENDED, Lack.CONTRACT, Lack.REVIEW})


def enter(organisation: int, *, credit_code: str, contact: str, address: str = "", at: datetime) -> None:
    """Enter a firm outside on the register as an applicant (机构登记). `contact` is what the public is told."""
    found = organisation_named(organisation)
    code, contact = credit_code.strip().upper(), contact.strip()
    if found is None or found.kind not in NEEDED:
        raise _wrong("organisation", "只有外部机构可登记。", "Only a firm outside is entered.")
    if not (8 <= len(code) <= 18 and code.isalnum()):
        raise _wrong("credit_code", "请填写统一社会信用代码。", "Give its credit code.")
    if not 0 < len(contact) <= 60 or len(address) > 120:
        raise _wrong("contact", "请填写对外联系方式。", "Give how the public reaches it.")
    try:
        with transaction.atomic():
            firm = Firm.objects.create(
                organisation_id=organisation, credit_code=code, contact=contact, address=address.strip(),
                kept_by=_me().user, kept_at=at,
            )  # fmt: skip
            step(firm.pk, FirmState.APPLICANT, StepReason.APPLIED, at)
    except IntegrityError:
        raise _wrong("credit_code", "该机构或代码已登记。", "The firm or its code is on the register.") from None


def note_paper(
    organisation: int, kind: FirmPaper, *, number: str, from_on: date, to_on: date, at: datetime,
    detail: dict[str, Any] | None = None,
) -> int:  # fmt: skip
    """Note a paper a firm showed (登记资料), good from its first to its last day; its key."""
    if to_on < from_on or len(number) > 60:
        raise _wrong("to_on", "止期不早于起期。", "Its last day is not before its first.")
    with transaction.atomic():
        _firm(organisation)
        kept = Paper.objects.create(
            firm_id=organisation, kind=kind.value, number=number.strip(), from_on=from_on, to_on=to_on,
            detail=detail or {}, noted_by=_me().user, noted_at=at,
        )  # fmt: skip
        told = {"paper": kept.pk, "kind": kind.value, "from_on": from_on.isoformat(), "to_on": to_on.isoformat()}
        record(verb="firm.paper_noted", subject=("firm", organisation), at=at, detail=told)
    return kept.pk


def sign_contract(
    organisation: int, number: str, from_on: date, to_on: date, fee: FeeTerms, terms: ContractTerms, *, at: datetime
) -> int:
    """Keep a contract with a firm (登记合同), never edited afterwards; its key. No fields named: the usual ones."""
    if to_on < from_on or not 0 < len(number.strip()) <= 40:
        raise _wrong("number", "请填写合同号与起止日。", "Give its number and its days.")
    if not terms.tiers or not set(terms.tiers) <= {1, 2, 3} or terms.most_days < 1:
        raise _wrong("tiers", "委外层级为 1 至 3。", "Tiers are 1 to 3.")
    fields = known_fields(terms.fields or USUAL)
    try:
        with transaction.atomic():
            _firm(organisation)
            kept = Contract.objects.create(
                organisation_id=organisation, number=number.strip(), from_on=from_on, to_on=to_on, fee=as_data(fee),
                fields=list(fields), tiers=sorted(set(terms.tiers)), most_days=terms.most_days,
                most_extensions=terms.most_extensions, most_extension_days=terms.most_extension_days,
                deletion_days=terms.deletion_days, bans_third_parties=terms.bans_third_parties,
                bans_unlawful=terms.bans_unlawful, notice_given=terms.notice_given, signed_at=at, kept_by=_me().user,
            )  # fmt: skip
            told = {"contract": kept.pk, "number": kept.number, "form": fee.form.value, "fields": list(fields)}
            record(verb="firm.contract_signed", subject=("firm", organisation), at=at, detail=told)
    except IntegrityError:
        raise _wrong("number", "合同号已登记。", "A contract of this number is there already.") from None
    return kept.pk


@transaction.atomic
def ask_to_approve(organisation: int, why: StepReason, *, at: datetime) -> int:
    """Ask a second person to let a firm in, or in again (申请准入); the request's key. Its papers must be complete."""
    on = timezone.localdate(at)
    _must_be(organisation, (FirmState.APPLICANT, FirmState.SUSPENDED), on)
    lacks = [one for one in may_receive(organisation, on).reasons if one not in PAPERS_ONLY]
    if lacks:
        raise Refusal(
            "papers-lacking", status=409, zh=f"资料不全:{'、'.join(one.word.zh for one in lacks)}。",
            en=f"Papers are lacking: {', '.join(one.word.en for one in lacks)}.",
            remedy_zh="请先登记这些资料。", remedy_en="Note those papers first.",
        )  # fmt: skip
    return ask_approval(
        ApprovalKind.FIRM, f"firm:{organisation}", {"why": why.value}, actor=_me().user, at=at
    )


def approve(told: Approved) -> None:
    """Let a firm in after a second person agreed (准入通过)."""
    organisation, why = int(told.subject.partition(":")[2]), StepReason(told.detail["why"])
    with transaction.atomic():
        one_at_the_firm(organisation)
        _must_be(organisation, (FirmState.APPLICANT, FirmState.SUSPENDED), timezone.localdate(told.at))
        step(organisation, FirmState.APPROVED, why, told.at, second=told.decided_by)


def suspend(
    organisation: int, why: StepReason, *, note: str = "", at: datetime, breach: BreachKind = BreachKind.CONDUCT
) -> int:
    """Give a firm nothing new from now on (暂停); on a breach everything placed comes back at once; how many cases.

    One person does it, and all of it is one transaction: state, placements, sight, and what hears of their end. A
    breach counts in the firm's rating as one of the kind `breach`; what shows it is the step itself.
    """
    with transaction.atomic():
        one_at_the_firm(organisation)
        _must_be(organisation, (FirmState.APPROVED, FirmState.APPLICANT), timezone.localdate(at))
        back = _take_all(organisation, PlacementEnd.BREACH, at) if why is StepReason.BREACH else 0
        key = step(organisation, FirmState.SUSPENDED, why, at, note=note, detail={"recalled": back})
        _rate_breach(organisation, why, breach, key, note, at)
    return back


def end_firm(
    organisation: int, why: StepReason, *, note: str = "", at: datetime, breach: BreachKind = BreachKind.CONDUCT
) -> int:
    """End working with a firm (清退): everything placed comes back; how many cases. A breach counts in its rating."""
    with transaction.atomic():
        one_at_the_firm(organisation)
        states = (FirmState.APPLICANT, FirmState.APPROVED, FirmState.SUSPENDED)
        _must_be(organisation, states, timezone.localdate(at))
        how = PlacementEnd.BREACH if why is StepReason.BREACH else PlacementEnd.RECALLED
        back = _take_all(organisation, how, at)
        key = step(organisation, FirmState.ENDED, why, at, note=note, detail={"recalled": back})
        _rate_breach(organisation, why, breach, key, note, at)
    return back


def publish(at: datetime) -> int:
    """Publish the approved list as it stands (名单公示); how many firms everybody is told of."""
    on = timezone.localdate(at)
    listed = approved_firms(on)
    shown = [
        {"name": one.name, "trade": one.trade.value, "credit_code": one.credit_code, "contact": one.contact,
         "since": one.since.isoformat()}
        for one in listed
    ]  # fmt: skip
    with transaction.atomic():
        kept = Publication.objects.create(
            on=on, at=at, by=_me().user, firms=shown, organisations=[one.organisation for one in listed]
        )
        record(verb="firms.published", subject=("firms", "list"), at=at, detail={"list": kept.pk, "firms": len(listed)})
    return len(listed)


def step(
    organisation: int, state: FirmState, why: StepReason, at: datetime, *, second: int | None = None, note: str = "",
    detail: dict[str, Any] | None = None,
) -> int:  # fmt: skip
    """Write a change of state down, tell whoever hears (状态变更), within the caller's transaction; the step's key."""
    if len(note) > MOST_OF_A_NOTE:
        raise _wrong("note", f"备注最多 {MOST_OF_A_NOTE} 字。", f"A note has at most {MOST_OF_A_NOTE} characters.")
    on = timezone.localdate(at)
    kept = FirmStep.objects.create(
        firm_id=organisation, state=state.value, why=why.value, on=on, at=at, by=_me().user, second=second,
        note=note.strip(),
    )  # fmt: skip
    told = {"state": state.value, "why": why.value, "second": second, **(detail or {})}
    record(verb="firm.state_changed", subject=("firm", organisation), at=at, detail=told)
    if state in (FirmState.SUSPENDED, FirmState.ENDED):
        tell(FirmStopped(organisation, why, on))
    return int(kept.pk)


def _rate_breach(organisation: int, why: StepReason, kind: BreachKind, step: int, note: str, at: datetime) -> None:
    """Note the breach a firm was stopped for, so that its rating knows it too."""
    if why is StepReason.BREACH:
        said = note.strip() or StepReason.BREACH.word.zh
        note_breach(organisation, kind, timezone.localdate(at), evidence=f"firm-step:{step}", why=said, at=at)


def _take_all(organisation: int, how: PlacementEnd, at: datetime) -> int:
    rows = Placement.objects.filter(organisation=organisation, ended_at=None).select_related("case")
    locked: Sequence[Placement] = list(rows.select_for_update(of=("self",)).order_by("id"))
    return end(locked, how, None, at) if locked else 0


def _firm(organisation: int) -> Firm:
    found = Firm.objects.filter(pk=organisation).first()
    if found is None:
        raise Refusal(
            "no-such-firm", status=404, zh="没有登记这家机构。", en="There is no such firm on the register.",
            remedy_zh="请先登记。", remedy_en="Enter it first.",
        )  # fmt: skip
    return found


def _must_be(organisation: int, states: tuple[FirmState, ...], on: date) -> None:
    state = states_on([_firm(organisation).pk], on)[organisation][0]
    if state not in states:
        raise Refusal(
            "firm-state", status=409, zh=f"机构当前{state.word.zh},不能这样做。",
            en=f"The firm is {state.word.en}: this cannot be done.",
            remedy_zh="请刷新页面。", remedy_en="Reload the page.",
        )  # fmt: skip


def _me() -> Acting:
    return acting() or Acting(0)


def _wrong(where: str, zh: str, en: str) -> Refusal:
    return Refusal("firm-entry", status=422, where=where, zh=zh, en=en)
