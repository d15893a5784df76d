"""Offering (提出方案): draft, ask, accept, withdraw. The law is asked before anybody is."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from huilong.kernel.acting import acting
from huilong.kernel.days import FOREVER
from huilong.kernel.events import tell
from huilong.kernel.refusal import Refusal
from huilong.rooms.book.rules.asof import receipts_as_of
from huilong.rooms.cases.queries import case_detail
from huilong.rooms.compliance.actions import may_we, refuse_unless_permitted
from huilong.rooms.compliance.terms import Decision, Verdict, Wanted
from huilong.rooms.journal.actions import record
from huilong.rooms.people.terms import Role
from huilong.rooms.relief.models import Offer, OfferStep, Posting
from huilong.rooms.relief.queries.figures import WorkedOut, law_facts, work_out
from huilong.rooms.relief.queries.offers import stored
from huilong.rooms.relief.rules.authority import at_least_one
from huilong.rooms.relief.rules.plan import has_run_out
from huilong.rooms.relief.rules.told import (
    FIRST_VERSION,
    agreed_facts,
    dues_told,
    effect_told,
    terms_of,
    terms_told,
)
from huilong.rooms.relief.terms import OPEN, OfferAccepted, OfferState, PostingKind, Terms
from huilong.shell.live import announce

MOST_DAYS_OPEN = 31
AGREED = ["state", "accepted_at", "accepted_by", "agreed_on", "version", "before_fen", "dues", "effect", "watched"]
ONE_A_LOAN = "relief_one_agreed_offer_a_loan"


def draft(number: str, loan_id: str, terms: Terms, expires_at: datetime, *, user: int, role: Role, at: datetime) -> int:
    """Write an offer down on a loan of a case (拟方案); its key. It runs out at `expires_at`, a set hour to come.

    Raises Refusal `no-such-case`, `not-of-this-case`, `relief-expiry`, and what working it out refuses.
    """
    detail = case_detail(number)
    if not any(one.loan_id == loan_id and one.left_on is None for one in detail.loans):
        raise Refusal(
            "not-of-this-case", status=404, where="loan_id", zh="案件中没有这笔在催借据。",
            en="This case has no such loan in collections.",
        )  # fmt: skip
    if not at < expires_at <= at + timedelta(days=MOST_DAYS_OPEN):
        raise Refusal(
            "relief-expiry", status=422, where="expires_at", zh=f"到期时刻须在今后 {MOST_DAYS_OPEN} 天内。",
            en=f"An offer runs out at an hour within the next {MOST_DAYS_OPEN} days.",
        )  # fmt: skip
    made = work_out(loan_id, terms, timezone.localdate(at))
    with transaction.atomic():
        kept = Offer.objects.create(
            case_id=detail.case.id, loan_id=loan_id, kind=terms.kind.value, terms=terms_told(terms),
            effect=effect_told(made.proposal.effect), dues=dues_told(made.proposal.dues),
            watched=made.proposal.watched, made_by=user, made_role=role.value, made_at=at, expires_at=expires_at,
            prior_version=len(made.facts.schedules),
        )  # fmt: skip
        told = {"offer": kept.pk, "kind": terms.kind.value, "given_up_fen": made.proposal.effect.given_up.total}
        record(verb="relief.drafted", subject=("case", number), detail=told, at=at)
    return int(kept.pk)


def ask(key: int, at: datetime) -> OfferState:
    """Ask for an offer to be granted (提交方案): of the law first, then of whoever must agree; the state it is in.

    Without anybody above to ask, it is approved by the asker's own authority. Raises Refusal `law-blocked` with the
    clause, after the verdict is stored and the offer refused.
    """
    offer = stored(key)
    number, role = offer.case.number, Role(offer.made_role)
    _must_be(offer, (OfferState.DRAFT,), at)
    made = work_out(offer.loan_id, terms_of(offer.kind, offer.terms), timezone.localdate(at))
    decision = ask_the_law(offer, made, at)
    way = made.way(role)
    if decision is not None and decision.answer.verdict is Verdict.NEEDS_APPROVAL:
        way = at_least_one(way, role)
    blocked = decision is not None and decision.answer.verdict is Verdict.BLOCK
    state = OfferState.REFUSED if blocked else OfferState.ASKED if way else OfferState.APPROVED
    with transaction.atomic():
        row = locked(key, (OfferState.DRAFT,), at)
        row.state, row.waits_for = state.value, way[0].value if state is OfferState.ASKED else ""
        row.verdicts = [*row.verdicts, *([decision.id] if decision else [])]
        if blocked:
            row.ended_on = timezone.localdate(at)
        OfferStep.objects.bulk_create(
            OfferStep(offer=row, place=place, role=one.value)
            for place, one in enumerate(way if state is OfferState.ASKED else (), 1)
        )
        row.save(update_fields=["state", "waits_for", "verdicts", "ended_on"])
        told = {"offer": key, "state": state.value, "chain": [one.value for one in way]}
        record(
            verb="relief.asked", subject=("case", number), detail=told, at=at,
            verdict=str(decision.id) if decision else "",
        )  # fmt: skip
        announce("relief", number, offer=key, state=state.value)
    if blocked and decision is not None:
        refuse_unless_permitted(decision)
    return state


def ask_the_law(offer: Offer, made: WorkedOut, at: datetime, second: tuple[str, str] | None = None) -> Decision | None:
    """The stored verdict on what an offer comes to (合规裁决); None where no rule speaks of it.

    `second`: who decides now and why, which turns needs-approval into a permission.
    """
    detail = case_detail(offer.case.number)
    asked = law_facts(made, len(detail.loans))
    if asked is None:
        return None
    action, facts = asked
    wanted = Wanted(action, detail.case.borrower, offer.loan_id, facts=facts, case=offer.case.number)
    override = second and {"by": f"user:{offer.made_by}", "second": second[0], "why": second[1]}
    return may_we(wanted, at, override=override)


def accept(key: int, at: datetime) -> int:
    """Note that the borrower agreed (借款人同意); how many facts the next night takes into the book.

    From this day on live figures show it as agreed. Worked out anew by what the book knows now; a settlement gives
    facts only once its money came. Raises Refusal `offer-run-out`, `offer-state`, `offer-changed` where it has come to
    more than was granted, `loan-has-relief`.
    """
    on = timezone.localdate(at)
    try:
        with transaction.atomic():
            row = locked(key, (OfferState.APPROVED,), at)
            made = work_out(row.loan_id, terms_of(row.kind, row.terms), on)
            _still_granted(row, made)
            count = Posting.objects.filter(loan_id=row.loan_id, kind=PostingKind.SCHEDULE).count()
            row.version = FIRST_VERSION + count + 1
            row.state, row.accepted_at, row.agreed_on = OfferState.ACCEPTED.value, at, on
            row.accepted_by, row.dues = _who(row), dues_told(made.proposal.dues)
            row.effect, row.watched = effect_told(made.proposal.effect), made.proposal.watched
            row.before_fen = sum(net for one, net in receipts_as_of(made.facts, on, FOREVER) if one.on >= on)
            row.save(update_fields=AGREED)
            facts = agreed_facts(made.proposal, row.version)
            Posting.objects.bulk_create(
                Posting(offer=row, loan_id=row.loan_id, kind=kind.value, told=told, known_on=on) for kind, told in facts
            )
            number = row.case.number
            told = {"offer": key, "kind": row.kind, "facts": len(facts)}
            record(verb="relief.accepted", subject=("case", number), detail=told, at=at)
            tell(OfferAccepted(number, row.loan_id, key, at))
            announce("relief", number, offer=key, state=OfferState.ACCEPTED.value)
    except IntegrityError as error:
        if ONE_A_LOAN not in str(error):
            raise
        raise Refusal(
            "loan-has-relief", zh="这笔借据已有生效的方案。", en="Relief on this loan is agreed already.",
            remedy_zh="先等它履约完毕或违约。", remedy_en="Wait until it is kept or broken.",
        ) from None  # fmt: skip
    return len(facts)


def withdraw(key: int, at: datetime) -> None:
    """Take an offer back before the borrower agreed (撤回方案)."""
    with transaction.atomic():
        row = locked(key, OPEN, at)
        row.state, row.waits_for, row.ended_on = OfferState.WITHDRAWN.value, "", timezone.localdate(at)
        row.save(update_fields=["state", "waits_for", "ended_on"])
        record(verb="relief.withdrawn", subject=("case", row.case.number), detail={"offer": key}, at=at)
        announce("relief", row.case.number, offer=key, state=row.state)


def _still_granted(row: Offer, made: WorkedOut) -> None:
    """Refuse what by today's figures would need somebody who did not agree to it."""
    agreed = set(OfferStep.objects.filter(offer=row).values_list("role", flat=True))
    missing = [one for one in made.way(Role(row.made_role)) if one.value not in agreed]
    if missing:
        raise Refusal(
            "offer-changed", zh=f"按今日数字,方案还须{missing[0].word.zh}审批。",
            en=f"By today's figures a {missing[0].word.en.lower()} would have to agree too.",
            remedy_zh="请按今日数字重新提出。", remedy_en="Make a new one by today's figures.",
        )  # fmt: skip


def _who(row: Offer) -> int:
    who = acting()
    return who.user if who else row.made_by


def locked(key: int, states: tuple[OfferState, ...], at: datetime) -> Offer:
    """The row of an offer for this transaction, if it is in one of these states and has not run out."""
    _must_be(stored(key), states, at)
    row = stored(key, lock=True)
    _must_be(row, states, at)
    return row


def _must_be(row: Offer, states: tuple[OfferState, ...], at: datetime) -> None:
    """Refuse an offer that ran out or is in another state."""
    if OfferState(row.state) in OPEN and has_run_out(row.expires_at, at):
        raise Refusal(
            "offer-run-out", zh="方案已过期。", en="The offer has run out.",
            remedy_zh="请按今日数字重新提出。", remedy_en="Make a new one by today's figures.",
        )  # fmt: skip
    if OfferState(row.state) not in states:
        raise Refusal(
            "offer-state", zh=f"方案当前状态为“{OfferState(row.state).word.zh}”,不能这样做。",
            en=f"The offer is {OfferState(row.state).word.en}: this cannot be done.",
            remedy_zh="请刷新页面。", remedy_en="Reload the page.",
        )  # fmt: skip
