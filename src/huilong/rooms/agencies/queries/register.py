"""Reads of the register (机构准入): firms, papers, what each lacks on a day, the approved list."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from huilong.rooms.agencies.models import Consent, Contract, Firm, FirmStep, Paper, Publication
from huilong.rooms.agencies.rules.standing import standing
from huilong.rooms.agencies.terms import FirmPaper, FirmRow, FirmState, PaperRow, Standing, StepReason
from huilong.rooms.people.terms import OrganisationKind


def may_receive(organisation: int, on: date) -> Standing:
    """Whether a firm may be given work on a day (可委派), and if not, all that keeps it from it."""
    return standings([organisation], on)[organisation]


def standings(organisations: Collection[int], on: date) -> dict[int, Standing]:
    """`may_receive` of many firms at once, in six statements."""
    keys = list(organisations)
    trades = dict(Firm.objects.filter(pk__in=keys).values_list("pk", "organisation__kind"))
    states = states_on(keys, on)
    papers: dict[int, list[PaperRow]] = {key: [] for key in keys}
    for one in papers_of(keys):
        papers[one.organisation].append(one)
    covers = Contract.objects.filter(organisation__in=keys, from_on__lte=on, to_on__gte=on)
    reviewed = reviewed_on(keys, on)
    contracts = set(covers.values_list("organisation", flat=True))
    found = {}
    for key in keys:
        found[key] = standing(
            OrganisationKind(trades.get(key, OrganisationKind.LENDER)), states[key][0] if key in states else None,
            {one.kind for one in papers[key] if one.in_force(on)}, contract=key in contracts,
            reviewed_on=reviewed.get(key), on=on,
        )  # fmt: skip
    return found


def reviewed_on(organisations: Collection[int], on: date) -> dict[int, date]:
    """When each firm was last looked at as a whole by a day (最近评估日): at its approval, or in a review since."""
    approvals = FirmStep.objects.filter(firm__in=list(organisations), state=FirmState.APPROVED, on__lte=on)
    reviews = Paper.objects.filter(firm__in=list(organisations), kind=FirmPaper.REVIEW, revoked_on=None)
    found = list(approvals.values_list("firm", "on"))
    found += list(reviews.filter(from_on__lte=on).values_list("firm", "from_on"))
    return {key: max(day for firm, day in found if firm == key) for key in {firm for firm, _day in found}}


def states_on(organisations: Collection[int], on: date) -> dict[int, tuple[FirmState, date]]:
    """Where each firm stood at the end of a day, and since when (机构状态)."""
    steps = FirmStep.objects.filter(firm__in=list(organisations), on__lte=on).order_by("firm", "id")
    found: dict[int, tuple[FirmState, date]] = {}
    for firm, state, since in steps.values_list("firm", "state", "on"):
        found[firm] = (FirmState(state), since)
    return found


def papers_of(organisations: Collection[int]) -> list[PaperRow]:
    """The papers of these firms (机构资料), by kind, the one that lasts longest first."""
    rows = Paper.objects.filter(firm__in=list(organisations)).order_by("firm", "kind", "-to_on", "-id")
    scanned = set(rows.filter(scan__isnull=False).values_list("pk", flat=True))
    return [
        PaperRow(one.pk, one.firm_id, FirmPaper(one.kind), one.number, one.from_on, one.to_on, one.pk in scanned,
                 one.revoked_on)
        for one in rows
    ]  # fmt: skip


def approved_firms(on: date, trade: OrganisationKind | None = None) -> list[FirmRow]:
    """The firms approved on a day (准入名单), by name; of one trade if asked."""
    return [one for one in firms(on, trade) if one.state is FirmState.APPROVED]


def firms(on: date, trade: OrganisationKind | None = None) -> list[FirmRow]:
    """Every firm on the register as it stood on a day (机构名录), by name."""
    wanted = Q(organisation__kind=trade.value) if trade else Q()
    return _rows(Firm.objects.filter(wanted).select_related("organisation").order_by("organisation__name"), on)


def firm_row(organisation: int, on: date) -> FirmRow | None:
    """One firm as it stood on a day; None if it is not on the register, or not for the reader."""
    found = _rows(Firm.objects.filter(pk=organisation).select_related("organisation"), on)
    return found[0] if found else None


def published() -> dict[int, date]:
    """The firms everybody is told of now, with the day of the list (已公示机构)."""
    with connection.cursor() as cursor:
        cursor.execute("select organisation, published_on from agencies_public_list()")
        return dict(cursor.fetchall())


@dataclass(frozen=True)
class StepRow:
    """A change of a firm's state (状态变更)."""

    state: FirmState
    why: StepReason
    at: datetime
    by: int
    second: int | None
    note: str


@dataclass(frozen=True)
class ConsentRow:
    """The lender's consent that a firm passes work on (转委托同意)."""

    id: int
    to: int
    to_name: str
    from_on: date
    to_on: date
    revoked_on: date | None


def steps_of(organisation: int) -> list[StepRow]:
    """How a firm came to stand where it does (状态历史), newest first."""
    return [
        StepRow(FirmState(one.state), StepReason(one.why), one.at, one.by, one.second, one.note)
        for one in FirmStep.objects.filter(firm=organisation).order_by("-id")
    ]


def consents_of(organisation: int) -> list[ConsentRow]:
    """To whom a firm may pass work on, and until when (转委托同意)."""
    rows = Consent.objects.filter(firm=organisation).select_related("to__organisation").order_by("-id")
    return [
        ConsentRow(one.pk, one.to_id, one.to.organisation.name, one.from_on, one.to_on, one.revoked_on) for one in rows
    ]


def public_list() -> list[dict[str, Any]]:
    """The newest published list, without firms stopped since (公示名单): for everybody, signed in or not."""
    newest = Publication.objects.order_by("-id").first()
    if newest is None:
        return []
    stands = published()
    shown = zip(newest.organisations, newest.firms, strict=True)
    return [
        {**firm, "trade": OrganisationKind(firm["trade"]), "published_on": newest.on}
        for organisation, firm in shown if organisation in stands
    ]  # fmt: skip


def _rows(found: Iterable[Firm], on: date) -> list[FirmRow]:
    rows = list(found)
    states, public = states_on([one.pk for one in rows], on), published()
    return [
        FirmRow(
            one.pk, one.organisation.name, OrganisationKind(one.organisation.kind),
            *states.get(one.pk, (FirmState.APPLICANT, on)), one.credit_code, one.contact, one.pk in public,
        )
        for one in rows
    ]  # fmt: skip
