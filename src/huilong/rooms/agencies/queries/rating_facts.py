"""What firms are rated by (评级事实): gathered as known at the end of a day, each with the rows behind it."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.db.models import F, Q
from django.utils import timezone

from huilong.kernel.money import Fen
from huilong.rooms.agencies.models import Breach, Placement, PriceLine, ResponseStep
from huilong.rooms.agencies.queries.rating_clocks import MISTAKES, Placed, askings, end_of
from huilong.rooms.agencies.queries.rating_policy import rating_policy
from huilong.rooms.agencies.queries.trades import price_told
from huilong.rooms.agencies.rules.rating import compare
from huilong.rooms.agencies.rules.rating_policy import RatingPolicy, stratum
from huilong.rooms.agencies.rules.trades_clocks import clocks
from huilong.rooms.agencies.rules.trades_prices import against_median, in_force
from huilong.rooms.agencies.terms import PlacementEnd
from huilong.rooms.agencies.terms.rating import (
    Clock,
    ClockKind,
    ClockState,
    ClockStep,
    Facts,
    Measure,
    Outcome,
    StepNoted,
)
from huilong.rooms.book import queries as book
from huilong.rooms.cases.queries.complained import cases_held, complaints_while_held
from huilong.rooms.people.queries import organisations_of_kind
from huilong.rooms.people.terms import OrganisationKind


@dataclass(frozen=True)
class LineFound:
    """One row behind a figure (评级明细), before it is kept."""

    measure: Measure
    subject: str
    label: str
    on: date
    state: str
    placed_fen: Fen | None = None
    collected_fen: Fen | None = None


@dataclass
class Gathered:
    """What was found of one firm."""

    facts: Facts
    lines: list[LineFound] = field(default_factory=list)


def gather(on: date) -> dict[int, Gathered]:
    """What is known of every firm of a rated trade at the end of a day (评级取数), by firm."""
    policy = rating_policy()
    found: dict[int, Gathered] = {}
    for trade in policy.weights:
        for one in organisations_of_kind(trade):
            found[one.id] = Gathered(Facts(one.id, trade.value))
    if not found:
        return {}
    placed = _placed(on, policy)
    _liquidation(found, placed, on, policy)
    _complaints(found, placed, on, policy)
    _breaches(found, on, policy)
    _timeliness(found, placed, on, policy)
    _prices(found, on)
    return found


def _placed(on: date, policy: RatingPolicy) -> list[Placed]:
    names = ("id", "organisation_id", "case_id", "case__region", "tier", "entry_on", "exit_on", "placed_at", "ended",
             "ended_on", "entry_past_due_days", "entry_delinquent_fen")  # fmt: skip
    rows = Placement.objects.filter(entry_on__gt=on - timedelta(days=policy.measured_days), entry_on__lte=on)
    found = []
    for key, firm, case, region, tier, entry, last, at, ended, ended_on, days, fen in (
        rows.order_by("id").values_list(*names).iterator(chunk_size=20_000)
    ):
        over = ended_on is not None and ended_on <= on
        window_ends = min(entry + timedelta(days=policy.window_days - 1), last)
        tried = window_ends <= on and not (
            over and ended == PlacementEnd.RECALLED and ended_on < window_ends
        )  # taken back by the lender before its time: the firm was not tried
        found.append(Placed(
            key, firm, case, stratum(policy, entry, tier, days, fen, region), entry, at,
            min(last, ended_on) if over else last, tried, fen,
        ))  # fmt: skip
    return found


def _liquidation(found: dict[int, Gathered], placed: list[Placed], on: date, policy: RatingPolicy) -> None:
    tried = [one for one in placed if one.tried and one.firm in found and one.placed_fen > 0]
    money = _collected(tried, on, policy)
    compared = compare(
        (Outcome(one.firm, one.stratum, one.placed_fen, money.get(one.id, 0)) for one in tried),
        confidence_permille=policy.confidence_permille, least_cases=policy.least_cases,
        usual_spread_ppm=policy.usual_spread_ppm,
    )  # fmt: skip
    matched = {firm: {share.stratum for share in one.strata} for firm, one in compared.items()}
    for firm, told in compared.items():
        found[firm].facts = replace(found[firm].facts, compared=told)
    for one in tried:
        state = "compared" if one.stratum in matched.get(one.firm, ()) else "alone"
        found[one.firm].lines.append(LineFound(
            Measure.LIQUIDATION, f"placement:{one.id}", one.stratum, one.entry_on, state, one.placed_fen,
            money.get(one.id, 0),
        ))  # fmt: skip


def _collected(tried: list[Placed], on: date, policy: RatingPolicy) -> dict[int, Fen]:
    """What came in on each placement's case within its window, while the firm had it; as the book knew it by `on`."""
    if not tried:
        return {}
    of_case: dict[int, list[Placed]] = {}
    for one in tried:
        of_case.setdefault(one.case_id, []).append(one)
    loans = dict(
        Placement.objects.filter(id__in=[one.id for one in tried], case__case_loans__loan_id__isnull=False)
        .values_list("case__case_loans__loan_id", "case_id")
    )  # fmt: skip
    found: dict[int, Fen] = {}
    for receipt in book.receipts_of(loans, known_by=on, since=min(one.entry_on for one in tried)):
        for one in of_case[loans[receipt.loan_id]]:
            until = min(one.entry_on + timedelta(days=policy.window_days - 1), one.last_on)
            if one.entry_on <= receipt.on <= until:
                found[one.id] = found.get(one.id, 0) + receipt.net_fen
    return found


def _complaints(found: dict[int, Gathered], placed: list[Placed], on: date, policy: RatingPolicy) -> None:
    """Agencies by their placements, the other trades by what they held: complaints of borrowers meanwhile."""
    end, since = end_of(on), on - timedelta(days=policy.measured_days)
    agencies = {firm for firm, one in found.items() if one.facts.trade == OrganisationKind.AGENCY}
    cases: dict[int, int] = {}
    for one in placed:
        if one.firm in agencies:
            cases[one.firm] = cases.get(one.firm, 0) + 1
    last_on = {one.id: one.last_on for one in placed}
    flags = Placement.objects.filter(
        ~Q(case__flags__ended_why__in=MISTAKES) | Q(case__flags__ended_at__gte=end), id__in=list(last_on),
        organisation__in=agencies, case__flags__kind="complaint", case__flags__since__gte=F("entry_on"),
        case__flags__since__lte=on, case__flags__set_at__lt=end,
    )  # fmt: skip
    told = {
        (firm, flag): (key, day)
        for key, firm, flag, day in flags.values_list("id", "organisation_id", "case__flags__id", "case__flags__since")
        if day <= last_on[key]
    }
    for (firm, flag), (key, day) in sorted(told.items()):
        found[firm].lines.append(LineFound(Measure.COMPLAINTS, f"placement:{key}", f"flag:{flag}", day, "counted"))
    others = set(found) - agencies
    cases |= cases_held(others, end_of(since), end)
    for each in complaints_while_held(others, since, on, end):
        found[each.organisation].lines.append(
            LineFound(Measure.COMPLAINTS, f"case:{each.case_id}", f"flag:{each.flag}", each.on, "counted")
        )
    for firm, kept in found.items():
        count = sum(line.measure is Measure.COMPLAINTS for line in kept.lines)
        kept.facts = replace(kept.facts, cases=cases.get(firm, 0), complaints=count)


def _breaches(found: dict[int, Gathered], on: date, policy: RatingPolicy) -> None:
    rows = Breach.objects.filter(
        ~Q(withdrawn__noted_at__lt=end_of(on)), withdraws=None, on__gt=on - timedelta(days=policy.measured_days),
        on__lte=on, noted_at__lt=end_of(on), organisation__in=found,
    )  # fmt: skip
    for one in rows.order_by("on", "id"):
        kept = found[one.organisation_id]
        kept.lines.append(LineFound(Measure.BREACHES, f"breach:{one.pk}", one.kind, one.on, "counted"))
        kept.facts = replace(kept.facts, breaches=kept.facts.breaches + 1)


def _timeliness(found: dict[int, Gathered], placed: list[Placed], on: date, policy: RatingPolicy) -> None:
    end = end_of(on)
    noted: dict[tuple[int, str], list[StepNoted]] = {}
    began = end_of(on - timedelta(days=policy.measured_days))
    rows = ResponseStep.objects.filter(organisation__in=found, at__gte=began, at__lt=end, noted_at__lt=end)
    for firm, kind, subject, step, at in rows.order_by("id").values_list(
        "organisation_id", "kind", "subject", "step", "at"
    ).iterator(chunk_size=20_000):
        noted.setdefault((firm, kind), []).append(StepNoted(subject, ClockStep(step), at))
    for of, clock, told in askings([one for one in placed if one.firm in found], on):
        noted.setdefault((of, clock.value), []).extend(told)
    for (firm, kind), steps in sorted(noted.items()):
        limit = policy.clocks.get(ClockKind(kind))
        if limit is not None:
            _count(found[firm], kind, clocks(steps, limit, end))


def _count(kept: Gathered, kind: str, judged: list[Clock]) -> None:
    on_time = sum(one.state is ClockState.ON_TIME for one in judged)
    late = sum(one.state is ClockState.LATE for one in judged)
    kept.facts = replace(kept.facts, on_time=kept.facts.on_time + on_time, late=kept.facts.late + late)
    kept.lines.extend(
        LineFound(Measure.TIMELINESS, one.subject, kind, timezone.localdate(one.asked_at), one.state.value)
        for one in judged
    )


def _prices(found: dict[int, Gathered], on: date) -> None:
    trades = {one.facts.trade for one in found.values()}
    for trade in sorted(trades):
        rows = PriceLine.objects.filter(trade=trade, since__lte=on, kept_at__lt=end_of(on))
        lines = [price_told(one) for one in rows]
        for firm, ppm in against_median(lines, on).items():
            if firm in found:
                found[firm].facts = replace(found[firm].facts, price_ppm=ppm)
        for line in in_force(lines, on):
            if line.firm in found:
                found[line.firm].lines.append(LineFound(
                    Measure.PRICE, f"price:{line.id}", f"{line.service}|{line.region}", line.since, "in_force", line.fen
                ))  # fmt: skip
