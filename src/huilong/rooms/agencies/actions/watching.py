"""The register by night (夜间机构检查): placements begin and end on their days, papers running out are told."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.db import transaction

from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies.actions.ending import end
from huilong.rooms.agencies.actions.placing import give, one_at_the_firm, refuse_unready
from huilong.rooms.agencies.models import FirmStep, Notice, Paper, Placement
from huilong.rooms.agencies.queries.register import standings, states_on
from huilong.rooms.agencies.rules.standing import NOTICE_DAYS
from huilong.rooms.agencies.terms import FirmState, Lack, PlacementEnd
from huilong.rooms.cases import actions as cases_actions
from huilong.rooms.cases.queries import open_rows
from huilong.rooms.cases.terms import DutyKind
from huilong.rooms.journal.actions import record


def begin_due(on: date, at: datetime) -> dict[str, int]:
    """Give firms what is theirs from the day after `on` (入案); of a firm not ready any more nothing begins.

    Its figures of entry are those of the night. What was closed meanwhile ends.
    """
    counts = {"begun": 0, "kept_back": 0}
    grouped: dict[tuple[int, date], list[Placement]] = defaultdict(list)
    due = Placement.objects.filter(begun_at=None, ended_at=None, entry_on__lte=on + timedelta(days=1))
    for one in due.select_related("case").order_by("id"):
        grouped[one.organisation_id, one.exit_on].append(one)
    for (organisation, exit_on), rows in sorted(grouped.items()):
        with transaction.atomic():
            one_at_the_firm(organisation)
            try:
                refuse_unready(organisation, on + timedelta(days=1))
            except Refusal:
                counts["kept_back"] += len(rows)
                continue
            seen = open_rows([one.case.number for one in rows])
            good = [one for one in rows if one.case.number in seen]
            gone = [one for one in rows if one.case.number not in seen]
            for one in good:
                case = seen[one.case.number]
                one.begun_at, one.entry_past_due_days = at, case.past_due_days
                one.entry_delinquent_fen = case.delinquent_fen
            Placement.objects.bulk_update(good, ["begun_at", "entry_past_due_days", "entry_delinquent_fen"])
            if good:
                give([one.case.number for one in good], organisation, exit_on, at)
            if gone:
                end(gone, PlacementEnd.CLOSED, None, at)
            counts["begun"] += len(good)
    return counts


def end_due(on: date, at: datetime) -> dict[str, int]:
    """End what is over by the end of `on` (出案): last days that passed, and cases that closed; both counted."""
    standing = Placement.objects.filter(ended_at=None).select_related("case")
    with transaction.atomic():
        closed = list(standing.exclude(case__state="open").order_by("id"))
        if closed:
            end(closed, PlacementEnd.CLOSED, None, at, on=on)
        over = list(standing.filter(exit_on__lte=on, case__state="open").order_by("id"))
        if over:
            end(over, PlacementEnd.EXPIRED, None, at, on=on)
        home = cases_actions.recall_lapsed(DutyKind.COLLECT, actor="night", at=at)
    return {"expired": len(over), "closed": len(closed), "home": home}


def watch_papers(on: date, at: datetime) -> dict[str, int]:
    """Tell papers that run out in 30, 7 and 0 days, once each (到期提醒); count the firms that may get nothing new."""
    told = 0
    papers = Paper.objects.filter(revoked_on=None, to_on__gte=on, to_on__lte=on + timedelta(days=max(NOTICE_DAYS)))
    with transaction.atomic():
        for one in papers.order_by("id"):
            if Paper.objects.filter(firm=one.firm_id, kind=one.kind, revoked_on=None, to_on__gt=one.to_on).exists():
                continue  # the next one is here
            left = (one.to_on - on).days
            days = min(each for each in NOTICE_DAYS if left <= each)
            _kept, new = Notice.objects.get_or_create(paper=one, days=days, defaults={"on": on})
            if new:
                told += 1
                detail = {"paper": one.pk, "kind": one.kind, "to_on": one.to_on.isoformat(), "days": left}
                record(
                    verb="firm.paper_running_out", subject=("firm", one.firm_id), actor="night", at=at, detail=detail
                )
    firms = list(FirmStep.objects.values_list("firm", flat=True).distinct())
    approved = [firm for firm, (state, _since) in states_on(firms, on).items() if state is FirmState.APPROVED]
    lacking = [one for one in standings(approved, on).values() if not one.ok]
    return {"told": told, "lacking": len(lacking),
            "reviews_due": sum(Lack.REVIEW in one.reasons for one in lacking)}  # fmt: skip
