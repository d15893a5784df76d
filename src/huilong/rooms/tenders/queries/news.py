"""What a firm is told of tenders (招标消息): invitations, answers, results; it follows from the facts."""

from collections.abc import Iterator
from datetime import datetime

from huilong.rooms.tenders.models import Invitation, Outcome, Paper, Question, Reveal, SealedBid, Tender
from huilong.rooms.tenders.terms import NewsRow, TenderNews

MOST = 40
"""How many tenders are looked at, newest first."""


def news_of(organisation: int, at: datetime) -> list[NewsRow]:
    """What a firm is told by a moment (招标消息), newest first; in seven statements however much it is."""
    invited = dict(
        Invitation.objects.filter(organisation=organisation, tender__published_at__lte=at)
        .order_by("-tender_id").values_list("tender_id", "invited_at")[:MOST]
    )  # fmt: skip
    tenders = {one.pk: one for one in Tender.objects.filter(pk__in=invited)}
    found = [NewsRow(TenderNews.INVITED, one.number, one.title, invited[key]) for key, one in tenders.items()]
    found += _room(tenders, at)
    found += _opening(tenders, organisation, at)
    for one in tenders.values():
        if one.cancelled_at is not None and one.cancelled_at <= at:
            found.append(NewsRow(TenderNews.CANCELLED, one.number, one.title, one.cancelled_at, one.cancelled_why))
    told = Outcome.objects.filter(organisation=organisation, tender__in=tenders, told_at__lte=at).order_by("id")
    results = {one.tender_id: one for one in told}
    for key, result in results.items():
        cases, since = sum(result.cases.values()), result.told_at or at
        kind = TenderNews.WON if cases else TenderNews.LOST
        found.append(NewsRow(kind, tenders[key].number, tenders[key].title, since, cases=cases))
    return sorted(found, key=lambda one: (one.at, one.tender, one.kind.value), reverse=True)


def _room(tenders: dict[int, Tender], at: datetime) -> Iterator[NewsRow]:
    """Papers since publication, and answers."""
    for paper in Paper.objects.filter(tender__in=tenders, added_at__lte=at).defer("body"):
        one = tenders[paper.tender_id]
        if one.published_at is not None and paper.added_at > one.published_at:
            yield NewsRow(TenderNews.PAPER, one.number, one.title, paper.added_at, paper.title)
    for question in Question.objects.filter(tender__in=tenders, answered_at__lte=at):
        one = tenders[question.tender_id]
        yield NewsRow(TenderNews.ANSWERED, one.number, one.title, question.answered_at or at, question.text[:80])


def _opening(tenders: dict[int, Tender], organisation: int, at: datetime) -> Iterator[NewsRow]:
    """Tenders that closed while a bid of the firm is still sealed, until the time to open it is over."""
    mine = {"tender__in": tenders, "organisation": organisation}
    sealed = set(SealedBid.objects.filter(**mine).values_list("tender", flat=True))
    opened = set(Reveal.objects.filter(**mine).values_list("tender", flat=True))
    for key in sealed - opened:
        one = tenders[key]
        if one.cancelled_at is None and one.closes_at and one.reveals_until and one.closes_at <= at < one.reveals_until:
            yield NewsRow(TenderNews.OPEN_YOURS, one.number, one.title, one.closes_at)
