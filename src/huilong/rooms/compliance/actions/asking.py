"""Asking before an act (行为前裁决): a verdict stored before it, an approval by name, what became of the act."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, ProgrammingError, connection, transaction
from psycopg.errors import InsufficientPrivilege

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.compliance.models import Asked, Book, Outcome
from huilong.rooms.compliance.queries import action_named, ask, fact_named, lender, rulebook, said, series
from huilong.rooms.compliance.rules.counters import Counts, counted
from huilong.rooms.compliance.rules.may import MILD
from huilong.rooms.compliance.rules.series import rates_known
from huilong.rooms.compliance.terms import (
    OTHER_OUTCOMES,
    OUTCOMES,
    Act,
    Decision,
    Fact,
    OutcomeKind,
    Rulebook,
    Verdict,
    Wanted,
)
from huilong.rooms.journal.actions import digested, record


def may_we(wanted: Wanted, at: datetime, *, override: Mapping[str, Any] | None = None) -> Decision:
    """Ask before an act (可否): counts so far and the clock join its facts, and the verdict is stored.

    Acts on one debtor ask one after another, and an act permitted counts until it is told not done: two who ask at
    once cannot both use the last permitted call. `override` (`{"by": …, "second": …, "why": …}`, two people) turns
    needs-approval into a permission; nothing turns a block. Blocked acts are stored too, so let this commit, then
    `refuse_unless_permitted`. Raises Refusal `not-your-borrower` where the one who acts sees no case of the debtor,
    `debtor-needed` for a contact without one, and what `ask` refuses.
    """
    try:
        with transaction.atomic():
            return _asked(wanted, at, override)
    except ProgrammingError as error:
        if not isinstance(error.__cause__, InsufficientPrivilege):
            raise
        raise Refusal(
            "not-your-borrower", status=404, where="debtor", zh="没有您可见的案件属于此借款人。",
            en="No case that you see belongs to this borrower.",
        ) from None  # fmt: skip


def _asked(wanted: Wanted, at: datetime, override: Mapping[str, Any] | None) -> Decision:
    """The facts put together, judged and stored."""
    house, book = lender(), rulebook()
    zones = tuple(ZoneInfo(name) for name in wanted.zones or (house.zone,))
    local = at.astimezone(zones[0])
    number = digested(wanted.number) if wanted.number else ""
    facts = dict(wanted.facts) | _by_the_clock(at, zones) | _rates(wanted.facts)
    if wanted.action.startswith("contact."):
        facts |= _so_far(wanted, number, at, zones[0])
    known = _read_by_rules(facts, wanted, house.jurisdiction, book)
    product = wanted.product or house.product
    act = Act(wanted.action, local.date(), house.jurisdiction, house.kind, product, house.adopted, None, known)
    answer = ask(act, book=book)
    permitted = answer.verdict in MILD or (answer.verdict is Verdict.NEEDS_APPROVAL and _is_two(override))
    who = acting()
    told = {name: _told(facts[name]) for name in known}
    kept = Asked.objects.create(
        at=at, local_day=local.date(), actor=who.actor if who else "system",
        organisation=who.organisation if who else 0, action=wanted.action, jurisdiction=house.jurisdiction,
        lender_type=house.kind, product=product, adopted=None if house.adopted is None else list(house.adopted),
        debtor=wanted.debtor, loan_id=wanted.loan_id, number=number,
        facts=told, book_id=_kept(book), verdict=answer.verdict.value,
        deciding=list(answer.deciding), evaluated={one.rule.id: one.verdict.value for one in answer.evaluated},
        permitted=permitted, override=dict(override) if override and permitted else None,
    )  # fmt: skip
    record(
        verb="law.asked", subject=("case", wanted.case) if wanted.case else ("verdict", kept.pk), at=at,
        verdict=str(kept.pk),
        detail={
            "action": wanted.action, "verdict": answer.verdict.value, "rules": list(answer.deciding),
            "facts": _mark(told),
        },
    )  # fmt: skip
    return Decision(kept.pk, answer, permitted)


def refuse_unless_permitted(decision: Decision) -> None:
    """Refuse with the sentence and clause of the first rule that decided, a breached one rather than one that could not
    be judged. Call it after the verdict is committed."""
    if decision.permitted:
        return
    decided = [one for one in decision.answer.evaluated if one.rule.id in decision.answer.deciding]
    first = min(decided, key=lambda one: bool(one.missing))
    code = "law-blocked" if first.verdict is Verdict.BLOCK else "law-needs-approval"
    missing, says = [fact_named(name) for name in decision.answer.missing], said(decision)
    raise Refusal(
        code, status=409, rule=first.rule.id, zh=says.zh, en=says.en,
        remedy_zh=f"请补充:{'、'.join(one.zh for one in missing)};或提交审批。" if first.missing else "",
        remedy_en=f"Supply: {', '.join(one.en for one in missing)}; or ask for approval." if first.missing else "",
    )  # fmt: skip


@transaction.atomic
def tell_outcome(verdict_id: int, kind: OutcomeKind, at: datetime) -> None:
    """Say what became of a permitted act (结果), once. Raises Refusal `no-such-verdict`, `outcome-told`, and
    `outcome-misfit`: a call `done` would count as nothing."""
    found = Asked.objects.filter(pk=verdict_id, permitted=True).first()
    if found is None:
        raise Refusal(
            "no-such-verdict", status=404, zh="没有这条许可。", en="There is no such permission.",
        )  # fmt: skip
    if kind not in OUTCOMES.get(found.action, OTHER_OUTCOMES):
        raise Refusal(
            "outcome-misfit", status=422, where="kind",
            zh=f"{action_named(found.action).zh}没有“{kind.word.zh}”这种结果。",
            en=f"{kind.word.en} does not become of {found.action}.",
        )  # fmt: skip
    who = acting()
    try:
        with transaction.atomic():
            Outcome.objects.create(asked=found, kind=kind.value, at=at, actor=who.actor if who else "system")
    except IntegrityError:
        raise Refusal(
            "outcome-told", zh="该行为的结果已登记。", en="What became of this act was told before.",
        ) from None  # fmt: skip
    record(
        verb="law.outcome", subject=("verdict", verdict_id), at=at, verdict=str(verdict_id),
        detail={"action": found.action, "outcome": kind.value},
    )  # fmt: skip


def _by_the_clock(at: datetime, zones: tuple[ZoneInfo, ...]) -> dict[str, Fact]:
    """The local time, wherever the debtor may be: nobody who asks can say another."""
    clocks = [f"{at.astimezone(zone):%H:%M}" for zone in zones]
    source = "clock " + " ".join(zone.key for zone in zones)
    told = dict.fromkeys(("debtor_local_time", "borrower_local_time", "site_local_time"), clocks[0])
    told |= {"earliest_candidate_local_time": min(clocks), "latest_candidate_local_time": max(clocks)}
    return {name: Fact(clock, source, at) for name, clock in told.items()}


def _rates(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """The reference rates of the day of the contract, where nobody told them."""
    told = rates_known({name: fact.value for name, fact in facts.items()}, series())
    return {name: Fact(rate, source) for name, (rate, source) in told.items()}


def _so_far(wanted: Wanted, number: str, at: datetime, zone: ZoneInfo) -> dict[str, Fact]:
    """What was done so far to the debtor, under the debtor's lock."""
    if not wanted.debtor:
        raise Refusal(
            "debtor-needed", status=422, where="debtor", zh="联系行为须指明借款人,否则无法计数。",
            en="A contact names its debtor, or it could not be counted.",
        )  # fmt: skip
    local = at.astimezone(zone)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('law:' || %s, 0))", [wanted.debtor])
        cursor.execute(
            "select * from compliance_counts(%s, %s, %s, %s, %s)",
            [wanted.debtor, number, wanted.loan_id, local.date(), at],
        )
        counts = Counts(*cursor.fetchone())
    return {name: Fact(value, "register", at) for name, value in counted(counts, at, zone).items()}


def _read_by_rules(
    facts: Mapping[str, Fact], wanted: Wanted, jurisdiction: str, book: Rulebook
) -> dict[str, Any]:
    """What was told, and of clock and register what rules of the place read of this act."""
    read: set[str] = set().union(
        *(rule.reads for rule in book.by_action.get(wanted.action, ()) if rule.jurisdiction == jurisdiction)
    )
    return {name: fact.value for name, fact in facts.items() if name in wanted.facts or name in read}


def _told(fact: Fact) -> dict[str, Any]:
    value = str(fact.value) if isinstance(fact.value, Decimal) else fact.value
    return {"value": value, "source": fact.source, "at": fact.at.isoformat() if fact.at else None}


def _mark(facts: Mapping[str, Any]) -> str:
    """The SHA-256 of the facts, for the journal: what a verdict rested on cannot be changed unseen either."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _is_two(override: Mapping[str, Any] | None) -> bool:
    """Whether two different people stand for it, with a reason."""
    if not override:
        return False
    by, second, why = (override.get(name) for name in ("by", "second", "why"))
    return bool(by and second and by != second and str(why or "").strip())


def _kept(book: Rulebook) -> str:
    """The SHA-256 of a rulebook, its files kept at first use."""
    if not Book.objects.filter(pk=book.sha256).exists():
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into compliance_book (sha256, version, files) values (%s, %s, %s) on conflict do nothing",
                [book.sha256, book.version, json.dumps(book.files, ensure_ascii=False, default=str)],
            )
    return book.sha256
