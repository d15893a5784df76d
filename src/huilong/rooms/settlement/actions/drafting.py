"""Drafting and issuing (生成与出具结算单): worked out from facts at will, then frozen under a seal."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from huilong.kernel.days import month_end
from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies.queries.paying import PaidUnder, contracts_with_placements, paid_under
from huilong.rooms.compliance.actions import may_we, refuse_unless_permitted, tell_outcome
from huilong.rooms.compliance.terms import Decision, Fact, OutcomeKind, Wanted
from huilong.rooms.journal.actions import record
from huilong.rooms.settlement.models import Line, Statement
from huilong.rooms.settlement.queries.policy import settlement_policy
from huilong.rooms.settlement.queries.statements import stored, work_out
from huilong.rooms.settlement.rules.incentive import incentive_metrics
from huilong.rooms.settlement.rules.states import refuse_unless
from huilong.rooms.settlement.terms import Line as Worked
from huilong.rooms.settlement.terms import Period
from huilong.rooms.settlement.terms import StatementState as State


def run_month(month: date, known_by: date, at: datetime) -> dict[str, int]:
    """Draft the statements of a month that is over, one for each contract (月度结算); how many have lines.

    Run again it works drafts out anew and touches nothing that was issued. Raises Refusal `month-not-over`.
    """
    period = Period(month.replace(day=1), month_end(month))
    if known_by < period.to_on:
        raise Refusal(
            "month-not-over", status=422, where="month", zh="该月尚未结束,或其账务尚未入库。",
            en="That month is not over, or its money is not in the book yet.",
            remedy_zh="请在月末夜间跑批之后再结算。", remedy_en="Settle it after the night of its last day.",
        )  # fmt: skip
    counts = {"contracts": 0, "statements": 0, "issued_before": 0}
    for under in contracts_with_placements(period.to_on):
        counts["contracts"] += 1
        kept = Statement.objects.filter(contract=under.id, to_on__gte=period.to_on).order_by("to_on").first()
        if kept is not None and (kept.state != State.DRAFTED or kept.to_on != period.to_on):
            counts["issued_before"] += 1
        elif draft(under.id, period, known_by, at) is not None:
            counts["statements"] += 1
    return counts


def draft(contract: int, period: Period, known_by: date, at: datetime) -> int | None:
    """Work out a statement of a contract for a period (生成结算单); its key, None where there is nothing to say.

    Periods may overlap, for a statement is the difference to earlier ones; but none ends before one that is there.
    Raises Refusal `no-such-contract`, `period-before`, `statement-state`.
    """
    under = paid_under(contract)
    with transaction.atomic():
        kept = Statement.objects.select_for_update().filter(contract=contract, to_on__gte=period.to_on).first()
        if kept is not None and (kept.from_on, kept.to_on) != (period.from_on, period.to_on):
            raise Refusal(
                "period-before", status=422, where="month", zh="该合同已有结束更晚的结算单。",
                en="This contract has a statement that ends later.",
                remedy_zh="漏计的款项会列入下一期。", remedy_en="What was missed is in the next one by itself.",
            )  # fmt: skip
        if kept is not None:
            refuse_unless("draft", State(kept.state))
        lines, digest = work_out(contract, period, known_by)
        if kept is None and not lines:
            return None
        row = kept or Statement(
            number=f"S{period.to_on:%Y%m%d}-{contract}", organisation_id=under.organisation, contract_id=contract,
            from_on=period.from_on, to_on=period.to_on, drafted_at=at,
        )  # fmt: skip
        if kept is None or kept.digest != digest:
            _keep(row, lines, digest, known_by)
            detail = {"statement": row.pk, "lines": row.lines, "fen": row.fen, "digest": digest}
            record(verb="statement.drafted", subject=("statement", row.pk), detail=detail, at=at)
    return int(row.pk)


def issue(key: int, *, user: int, at: datetime) -> str:
    """Give a statement to its firm (出具结算单), worked out once more by what is known now; its seal.

    From here on nothing of it changes. Raises Refusal `earlier-first`, `law-blocked`, `statement-state`.
    """
    before = stored(key)
    refuse_unless("issue", State(before.state))
    decision = ask_the_law(paid_under(before.contract_id), at)
    refuse_unless_permitted(decision)
    on = timezone.localdate(at)
    with transaction.atomic():
        row = stored(key, lock=True)
        refuse_unless("issue", State(row.state))
        if Statement.objects.filter(contract=row.contract_id, to_on__lt=row.to_on, state=State.DRAFTED).exists():
            raise Refusal(
                "earlier-first", zh="该合同上一期结算单尚未出具。",
                en="An earlier statement of this contract is not issued.",
                remedy_zh="请先出具上一期。", remedy_en="Issue the earlier one first.",
            )  # fmt: skip
        known_by = max(row.to_on, on - timedelta(days=1))
        lines, digest = work_out(row.contract_id, Period(row.from_on, row.to_on), known_by)
        _keep(row, lines, digest, known_by)
        row.state, row.issued_at, row.issued_by, row.verdict = State.ISSUED, at, user, decision.id
        row.object_by = on + timedelta(days=settlement_policy().object_days)
        row.save(update_fields=["state", "issued_at", "issued_by", "verdict", "object_by"])
        detail = {"statement": key, "lines": row.lines, "fen": row.fen, "digest": digest}
        record(verb="statement.issued", subject=("statement", key), detail=detail, at=at, verdict=str(decision.id))
    tell_outcome(decision.id, OutcomeKind.DONE, at)
    return digest


def ask_the_law(under: PaidUnder, at: datetime) -> Decision:
    """What the law says to paying by these terms (激励方式裁决), stored: CN-STAFF-003 warns of pay by amounts alone."""
    metrics = Fact(incentive_metrics(under.terms), f"contract:{under.id}", at)
    return may_we(Wanted("policy.approve", facts={"incentive_metrics": metrics}), at)


def _keep(row: Statement, lines: Sequence[Worked], digest: str, known_by: date) -> None:
    """Put the lines of a draft in place of those it had."""
    earlier = Statement.objects.filter(contract=row.contract_id, to_on__lt=row.to_on).order_by("-to_on").first()
    row.brought_fen = min(0, earlier.fen + earlier.brought_fen) if earlier else 0
    row.lines, row.fen, row.digest, row.known_by = len(lines), sum(one.fen for one in lines), digest, known_by
    row.save()
    Line.objects.filter(statement=row).delete()
    Line.objects.bulk_create(
        (
            Line(
                statement=row, contract=row.contract_id, no=no, key=one.entitled.key, of=one.entitled.of.value,
                reason=one.reason.value, on=one.entitled.on, case=one.entitled.case, loan_id=one.entitled.loan,
                placement=one.entitled.placement, full_fen=one.entitled.full_fen, base_fen=one.entitled.base_fen,
                rate_ppm=one.entitled.rate_ppm, entitled_fen=one.entitled.fen, stated_fen=one.stated_fen, fen=one.fen,
            )
            for no, one in enumerate(lines, 1)
        ),
        batch_size=2000,
    )  # fmt: skip
