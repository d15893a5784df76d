"""The night on one page (夜间计划): what happens, in order. `run.py` sees to it that each step happens once.

The night of a date takes what the lender sent by that day (`known_on` up to it), and finds how every loan stood at
its end: as of `on`, as known by `on`. It is run when that day is over; by default for yesterday in the house's time
zone. A fact that arrives later is taken by the night of its own `known_on` and replayed there: the desk goes forward
only, and `huilong explain --on --known-by` answers how things stood, or looked, on any day.
"""

from datetime import date, timedelta
from itertools import pairwise

import pyarrow as pa

from huilong.night import people, positions, scoring
from huilong.night.accounts import check_ledger, post_due, reconcile_receipts, settle_fees
from huilong.night.run import Counts, Night, Step, end_of
from huilong.night.sales import close_auctions, look_at_stock
from huilong.night.showing import keep_rows
from huilong.night.taking import judge_relief, take_files, take_relief
from huilong.night.terms import StepName
from huilong.night.trials import decide
from huilong.rooms.agencies import night as agencies
from huilong.rooms.book import queries as book
from huilong.rooms.book.models import ImportFile, QuarantinedRow
from huilong.rooms.book.terms import RowStatus
from huilong.rooms.cases import actions as case_actions
from huilong.rooms.cases import night as cases
from huilong.rooms.cases import queries as desk
from huilong.rooms.cases.queries import joined_collections
from huilong.rooms.cases.terms import CaseFilter
from huilong.rooms.collateral import night as collateral
from huilong.rooms.compliance import actions as compliance
from huilong.rooms.compliance.night import completeness
from huilong.rooms.compliance.terms import GapKind
from huilong.rooms.contact import actions as contact
from huilong.rooms.contact import queries as contact_queries
from huilong.rooms.forecast import night as forecasts
from huilong.rooms.ledger.queries import check, count_differences, open_suspense
from huilong.rooms.performance import night as performance
from huilong.rooms.reports import night as reports
from huilong.rooms.repossession import actions as repossession
from huilong.rooms.settlement import night as settlement
from huilong.rooms.tracking import night as tracking


def age(night: Night) -> Counts:
    """Age every loan; those the law cannot take are set aside with their reason, and tried again the next night."""
    before = positions.day_before(night.on)
    if before is not None:
        positions.make_sure_of(before)
    aged = positions.aged_as_known(night.on, night.progress)
    set_aside = positions.note_set_aside(night)
    return {"loans": aged.loans, "instalments": aged.instalments, "set_aside": set_aside}


def recheck_authorities(night: Night) -> Counts:
    """End the authorities to take a car against which the lender's files speak: money came, relief was agreed."""
    return repossession.recheck_all(night.now())


def compare(night: Night) -> Counts:
    """Compare with yesterday, and with the last month end, loan by loan: entries, moves, cures, roll rates, cash."""
    (found, *_), _ = compared(night)
    return found.counts()


def open_move_close(night: Night) -> Counts:
    """Bring every case to where today's facts put it."""
    _, today = compared(night)
    where = book.described(cases.joining(today), night.on)
    return cases.open_move_close(night.on, today, where, desk.desk_policy())


def score(night: Night) -> Counts:
    """Score everybody on the desk, and list the loans that may soon miss a payment."""
    return scoring.score(night.on)


def train_scores(night: Night) -> Counts:
    """In the first night of a month: train drafts anew and watch the models in use."""
    return scoring.train(night.on, night.now())


def link_vehicles(night: Night) -> Counts:
    """Hang every vehicle on the open case of its loan: sight of it follows."""
    return collateral.link(end_of(night.on))


def watch_vehicles(night: Night) -> Counts:
    """Value vehicles in collections anew where their value is old; alarms of price, cover and insurance."""
    return collateral.watch(night.on, end_of(night.on))


def judge_promises(night: Night) -> Counts:
    """Judge promises to pay by the money that came; then bring cases up to what was posted since the day was over."""
    counts = case_actions.judge_promises(night.on)
    return {**counts, "refigured": case_actions.refigure_waiting(night.on)}


def rank_queue(night: Night) -> Counts:
    """Put every case where it belongs in its holder's queue for the working day that follows."""
    return {"moved": case_actions.rerank(None, night.on + timedelta(days=1))}


def roll_targets(night: Night) -> Counts:
    """Count what came in with who held the case, spread what is left of targets, make everybody's next day."""
    loans, first = joined_collections(), night.on.replace(day=1)
    told = book.receipts_of(list(loans), known_by=night.on, since=first)
    receipts = [(one.loan_id, one.on, one.net_fen) for one in told if one.net_fen > 0 and one.on >= loans[one.loan_id]]
    return performance.roll(night.on, receipts, end_of(night.on))


def settle_contacts(night: Night) -> Counts:
    """Tell the law what became of the day's calls, where nobody's desk has done so."""
    return {"told": contact.settle_outcomes(end_of(night.on), most=100_000)}


def look_for_gaps(night: Night) -> Counts:
    """List what lacks its other side: acts without verdicts, outside records without acts, verdicts without outcome."""
    acts = compliance.note_gaps(night.on, GapKind.ACT_WITHOUT_VERDICT, contact_queries.acts_without_verdict(night.on))
    outside = [f"call:{one.record}"[:120] for one in contact_queries.unmatched_calls(night.on)]
    outside += contact_queries.reports_without_message(night.on)
    records = compliance.note_gaps(night.on, GapKind.RECORD_WITHOUT_ACT, outside)
    return {"act_without_verdict": acts, "record_without_act": records, **completeness(night.on)}


def read_positions(night: Night) -> Counts:
    """Read what the positions of vehicles on the desk mean: stays, places, alarms, second-pledge lots."""
    return tracking.read_positions(night.on, night.progress)


def take_people(night: Night) -> Counts:
    """Take the people of loans in collections into the vault, and what may be shown of them onto their cases."""
    return people.take_people(night.on)


def end_placements(night: Night) -> Counts:
    """End the placements whose last day is over or whose case closed; begin those due."""
    return agencies.end_and_begin(night.on, end_of(night.on))


def watch_firms(night: Night) -> Counts:
    """Tell papers of firms that run out, count firms that may be given nothing new; tell the clocks of yards."""
    counts = agencies.watch_papers(night.on, end_of(night.on))
    return {**counts, "yards_told": repossession.tell_yards(night.on, end_of(night.on))}


def rate_firms(night: Night) -> Counts:
    """Rate the firms that work for the lender, in the first night of a month."""
    return agencies.rate_firms(night.on, night.now())


def retain(night: Night) -> Counts:
    """Start and stop retention clocks, erase whom nothing needs any more, prove that nobody else is kept."""
    return people.retain(night.on)


def figures(night: Night) -> Counts:
    """Keep the day's figures, the month so far, and every month end that has none yet."""
    cases.tidy()
    ends = positions.month_ends(night.on)[-MONTHS_FILLED:]
    missing = reports.missing_days(ends)
    for done, end in enumerate(missing):
        before = positions.last_month_end(end)
        positions.make_sure_of(end)
        (found,), _ = positions.compare(end, [before if before in ends else None])
        reports.keep_figures(found)
        night.progress(done + 1, len(missing))
    (found, *so_far), _ = compared(night, again=bool(missing))
    reports.keep_figures(found, cases=case_counts(night.on))
    for one in so_far:
        reports.keep_rolls(one)
    return {"month_ends_filled": len(missing), "positions_forgotten": positions.forget_old(night.on)}


def forecast(night: Night) -> Counts:
    """Keep what moved in the month that is over and forecast from its end, once, in the first night that can."""
    after = night.on + timedelta(days=1)
    ends = [end for end in positions.month_ends(after) if book.is_aged(end)]
    gap = max((k + 1 for k, (a, b) in enumerate(pairwise(ends)) if positions.last_month_end(b) != a), default=0)
    return forecasts.forecast_month(ends[gap:], end_of(night.on), night.progress)


def notices(night: Night) -> Counts:
    """Write down what somebody should look at."""
    counted = {
        "rows_quarantined": QuarantinedRow.objects.filter(status=RowStatus.OPEN).count(),
        "people_missing": desk.count_cases(CaseFilter(people_missing=True)),
        "people_without_reason": people.without_reason(),
        "loans_set_aside": positions.count_set_aside(),
        "receipts_different": count_differences(),
        "suspense_waits": len(open_suspense()),
        "ledger_findings": len(check(since=night.on)),
        **collateral.to_tell(),
        **settlement.to_tell(night.on),
        **performance.to_tell(night.on),
    }
    found: dict[str, dict[str, int | str]] = {code: {"count": count} for code, count in counted.items() if count}
    if not ImportFile.objects.filter(known_on=night.on).exists():
        found["files_missing"] = {"day": night.on.isoformat()}
    return {"notices": reports.write_notices(night.on, {**found, "night_done": case_counts(night.on)})}


MONTHS_FILLED = 18
"""Month ends that are filled in afterwards at most, newest first: what the portfolio page shows."""

PLAN = (
    Step(StepName.TAKE_FILES, take_files, on_desk=False),
    Step(StepName.TAKE_RELIEF, take_relief, on_desk=False),
    Step(StepName.JUDGE_RELIEF, judge_relief, on_desk=False),
    Step(StepName.RECHECK_AUTHORITIES, recheck_authorities, on_desk=False),
    Step(StepName.AGE, age, on_desk=False),
    Step(StepName.COMPARE, compare, on_desk=False),
    Step(StepName.OPEN_MOVE_CLOSE, open_move_close, on_desk=True),
    Step(StepName.SCORE, score, on_desk=True),
    Step(StepName.END_PLACEMENTS, end_placements, on_desk=True),
    Step(StepName.LINK_VEHICLES, link_vehicles, on_desk=True),
    Step(StepName.RECONCILE_RECEIPTS, reconcile_receipts, on_desk=True),
    Step(StepName.POST_DUE, post_due, on_desk=True),
    Step(StepName.CHECK_LEDGER, check_ledger, on_desk=True),
    Step(StepName.JUDGE_PROMISES, judge_promises, on_desk=True),
    Step(StepName.WATCH_VEHICLES, watch_vehicles, on_desk=True),
    Step(StepName.CLOSE_AUCTIONS, close_auctions, on_desk=True),
    Step(StepName.LOOK_AT_STOCK, look_at_stock, on_desk=True),
    Step(StepName.RANK_QUEUE, rank_queue, on_desk=True),
    Step(StepName.SETTLE_CONTACTS, settle_contacts, on_desk=True),
    Step(StepName.LOOK_FOR_GAPS, look_for_gaps, on_desk=True),
    Step(StepName.SETTLE_FEES, settle_fees, on_desk=True),
    Step(StepName.READ_POSITIONS, read_positions, on_desk=True),
    Step(StepName.TAKE_PEOPLE, take_people, on_desk=True),
    Step(StepName.RETAIN, retain, on_desk=True),
    Step(StepName.WATCH_FIRMS, watch_firms, on_desk=True),
    Step(StepName.RATE_FIRMS, rate_firms, on_desk=True),
    Step(StepName.DECIDE, decide, on_desk=True),
    Step(StepName.ROLL_TARGETS, roll_targets, on_desk=True),
    Step(StepName.FIGURES, figures, on_desk=False),
    Step(StepName.FORECAST, forecast, on_desk=True),
    Step(StepName.KEEP_ROWS, keep_rows, on_desk=False),
    Step(StepName.TRAIN_SCORES, train_scores, on_desk=True),
    Step(StepName.NOTICES, notices, on_desk=True),
)


def compared(night: Night, *, again: bool = False) -> tuple[list[reports.Comparison], pa.Table]:
    """The comparison with the day before and, where it is known, with the last month end; and what concerns the desk.

    Made once a night; made again when a night is resumed, or month ends were filled in meanwhile.
    """
    if again or "compared" not in night.kept:
        before, end = positions.day_before(night.on), positions.last_month_end(night.on)
        with_month = end != before and book.is_aged(end)
        night.kept["compared"] = positions.compare(night.on, [before, end] if with_month else [before])
    return night.kept["compared"]


def case_counts(on: date) -> dict[str, int]:
    """Cases open now, and those opened and closed on a day."""
    return {
        "open": desk.count_cases(CaseFilter()),
        "opened": desk.count_cases(CaseFilter(state="", opened_from=on, opened_to=on)),
        "closed": desk.count_cases(CaseFilter(state="closed", closed_from=on, closed_to=on)),
    }
