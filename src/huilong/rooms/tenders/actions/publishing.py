"""Making and publishing a tender (发布招标): a snapshot of cases, honest strata, rules, times, and who is invited."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.queries import each_case
from huilong.rooms.cases.terms import CaseFilter
from huilong.rooms.journal.actions import record
from huilong.rooms.people.terms import OrganisationKind
from huilong.rooms.tenders.models import Invitation, Paper, Seed, Tender, TenderCase
from huilong.rooms.tenders.queries import TenderRow, invitable, no_such_tender, tender_row
from huilong.rooms.tenders.queries.history import history_by_bucket
from huilong.rooms.tenders.rules.draw import commitment_to
from huilong.rooms.tenders.rules.expected import expected
from huilong.rooms.tenders.rules.strata import stratify
from huilong.rooms.tenders.rules.told import rules_told, stratum_told
from huilong.rooms.tenders.terms import CaseFacts, TenderRules, TenderStage

MOST_CASES = 200_000
MOST_PAPER = 10 * 1024 * 1024
BATCH = 5_000
LIVE = {TenderStage.DRAFT, TenderStage.OPEN, TenderStage.REVEALING, TenderStage.EVALUATING, TenderStage.PROPOSED}


def make_tender(
    asked: CaseFilter, title: str, rules: TenderRules, *, entry_on: date, exit_on: date, tier: int, user: int,
    at: datetime, trade: OrganisationKind = OrganisationKind.AGENCY, stated: Mapping[int, int] | None = None,
) -> str:  # fmt: skip
    """Take a snapshot of the open cases a filter finds and put them into strata (拟定招标); the tender's number.

    Cases that stand in another tender not yet decided are left out. The house's part of the draw's seed is made here
    and only its SHA-256 shown. Raises Refusal `batch-too-small`, `batch-too-large`, `tender-days`.
    """
    if not title.strip() or not timezone.localdate(at) <= entry_on < exit_on or tier not in (1, 2, 3):
        raise Refusal(
            "tender-days", status=422, zh="请填写名称、今天或以后的入场日、其后的离场日,以及第一至三手。",
            en="Say a title, an entry day not past, a later exit day, and tier 1 to 3.",
        )  # fmt: skip
    taken = _taken()
    rows = [one for one in each_case(replace(asked, state="open"), sort="number") if one.id not in taken]
    if len(rows) > MOST_CASES:
        raise Refusal(
            "batch-too-large", status=422, zh=f"超过 {MOST_CASES:,} 案。", en=f"More than {MOST_CASES:,} cases.",
            remedy_zh="请缩小筛选。", remedy_en="Narrow the filter.",
        )  # fmt: skip
    facts = [
        CaseFacts(one.number, one.bucket, one.delinquent_fen, one.past_due_days, one.region or "") for one in rows
    ]
    strata, of_case = stratify(facts)
    history = history_by_bucket(rows[0].figures_on)
    strata = tuple(expected(one, history, stated) for one in strata)
    seed = secrets.token_hex(32)
    with transaction.atomic():
        made = Tender.objects.create(
            number=_number(at), title=title.strip()[:120], trade=trade.value, rules=rules_told(rules),
            strata=[stratum_told(one) for one in strata], cases=len(rows), fen=sum(one.fen for one in facts),
            tier=tier, entry_on=entry_on, exit_on=exit_on, seed_mark=commitment_to(seed), made_by=user, made_at=at,
        )  # fmt: skip
        Seed.objects.create(tender=made, seed=seed)
        TenderCase.objects.bulk_create(
            (
                TenderCase(tender=made, case_id=one.id, stratum=of_case[one.number], bucket=one.bucket,
                           fen=one.delinquent_fen, days=one.past_due_days)
                for one in rows
            ),
            batch_size=BATCH,
        )  # fmt: skip
        told = {"cases": len(rows), "strata": len(strata), "seed_mark": made.seed_mark}
        record(verb="tender.made", subject=("tender", made.number), detail=told, at=at)
    return made.number


def publish(
    number: str, firms: Sequence[int], *, questions_until: datetime, closes_at: datetime, reveals_until: datetime,
    at: datetime,
) -> None:  # fmt: skip
    """Publish a tender to approved firms (发布); from now on nothing of it changes.

    Raises Refusal `tender-stage`, `tender-times`, `too-few-firms`, `not-approved`.
    """
    tender = _in(number, at, TenderStage.DRAFT)
    if not at < questions_until <= closes_at < reveals_until:
        raise Refusal(
            "tender-times", status=422, zh="时间须依次为:提问截止、投标截止、开标截止。",
            en="Times must follow one another: questions, closing, end of opening.",
        )  # fmt: skip
    wanted = set(firms)
    known = {one.organisation for one in invitable(timezone.localdate(at), OrganisationKind(tender.trade))}
    if len(wanted) < 2:
        raise Refusal("too-few-firms", status=422, zh="至少邀请两家机构。", en="Invite at least two firms.")
    if wanted - known:
        raise Refusal(
            "not-approved", status=422, zh="邀请名单中有不合格的机构。", en="A firm invited is not approved.",
            remedy_zh="请先完成准入。", remedy_en="Approve it first.",
        )  # fmt: skip
    with transaction.atomic():
        Invitation.objects.bulk_create(
            Invitation(tender_id=tender.id, organisation_id=firm, invited_at=at) for firm in sorted(wanted)
        )
        Tender.objects.filter(pk=tender.id, published_at=None).update(
            published_at=at, questions_until=questions_until, closes_at=closes_at, reveals_until=reveals_until
        )
        told = {"firms": sorted(wanted), "closes_at": closes_at.isoformat(), "reveals_until": reveals_until.isoformat()}
        record(verb="tender.published", subject=("tender", number), detail=told, at=at)


def cancel(number: str, why: str, at: datetime) -> None:
    """End a tender without an award (终止招标), saying why. Raises Refusal `tender-stage`, `say-why`."""
    tender = _in(number, at, *LIVE)
    if not why.strip():
        raise Refusal("say-why", status=422, where="why", zh="请填写终止原因。", en="Say why it is cancelled.")
    with transaction.atomic():
        Tender.objects.filter(pk=tender.id).update(cancelled_at=at, cancelled_why=why.strip()[:200])
        record(verb="tender.cancelled", subject=("tender", number), detail={"why": why.strip()[:200]}, at=at)


def add_paper(number: str, title: str, name: str, body: bytes, at: datetime) -> int:
    """Put a paper into the data room (上传资料): contract draft, statistics. Never about a person; before closing.

    Raises Refusal `tender-stage`, `paper-size`.
    """
    tender = _in(number, at, TenderStage.DRAFT, TenderStage.OPEN)
    if not body or len(body) > MOST_PAPER or not title.strip():
        raise Refusal(
            "paper-size", status=422, where="file", zh="请填写标题,文件不为空且不超过 10 MiB。",
            en="Say a title; the file is not empty and at most 10 MiB.",
        )  # fmt: skip
    with transaction.atomic():
        kept = Paper.objects.create(
            tender_id=tender.id, title=title.strip()[:120], name=name[-120:] or "paper", body=body,
            sha256=hashlib.sha256(body).hexdigest(), added_at=at, added_by=me(),
        )  # fmt: skip
        told = {"paper": kept.pk, "sha256": kept.sha256}
        record(verb="tender.paper_added", subject=("tender", number), detail=told, at=at)
    return int(kept.pk)


def note_look(number: str, what: str, at: datetime) -> None:
    """Note that somebody looked into the data room (资料室查阅留痕): at it, or at one paper."""
    with transaction.atomic():
        record(verb="tender.looked", subject=("tender", number), detail={"at": what}, at=at)


def me() -> int:
    """The key of the user who acts; 0 where nobody said."""
    who = acting()
    return who.user if who else 0


def _taken() -> set[int]:
    """Cases that stand in a tender not yet decided."""
    open_ones = Tender.objects.filter(cancelled_at=None).exclude(awards__approved=True)
    return set(TenderCase.objects.filter(tender__in=open_ones).values_list("case_id", flat=True))


def _number(at: datetime) -> str:
    year = timezone.localdate(at).year
    last = Tender.objects.filter(number__startswith=f"TD{year}").order_by("-number").values_list("number", flat=True)
    count = int(last[0][6:]) if last else 0
    return f"TD{year}{count + 1:04d}"


def _in(number: str, at: datetime, *stages: TenderStage) -> TenderRow:
    """The tender, if it stands in one of these stages."""
    tender = tender_row(number, at)
    must_be(tender, *stages)
    return tender


def must_be(tender: TenderRow, *stages: TenderStage) -> None:
    """Refuse a tender in another stage."""
    if tender.stage not in stages:
        word = tender.stage.word
        raise Refusal(
            "tender-stage", zh=f"招标现处于“{word.zh}”阶段,不能这样做。", en=f"The tender is {word.en}: not now.",
            remedy_zh="请刷新页面。", remedy_en="Reload the page.",
        )  # fmt: skip


__all__ = ["add_paper", "cancel", "make_tender", "me", "must_be", "no_such_tender", "note_look", "publish"]
