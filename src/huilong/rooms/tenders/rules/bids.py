"""Bids read and checked (投标审查): complete, within the published limits, licensed, able, and not oddly cheap."""

from collections.abc import Mapping, Sequence
from statistics import median_low
from typing import Any

from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies.rules.fee_terms import as_data, fee_terms
from huilong.rooms.agencies.terms import FeeForm, FeeTerms
from huilong.rooms.tenders.rules.sealing import FORM
from huilong.rooms.tenders.terms import PPM, Bid, BidFault, BidLine, Checked, Standing, Stratum, TenderRules

MOST_WORDS = 1_000
FEW = 3
"""Below so many bids that count, there is no median to be far below."""


def bid_of(told: Mapping[str, Any]) -> Bid:
    """A bid from its canonical data (读取投标). Raises Refusal `bid-form` or `fee-terms`."""
    try:
        lines = tuple(BidLine(str(one["stratum"]), _whole(one["most"])) for one in told["lines"])
        bid = Bid(
            str(told["tender"]), _whole(told["firm"]), fee_terms(told["fee"]), lines, _whole(told["capacity"]),
            str(told.get("explanation", ""))[:MOST_WORDS],
        )  # fmt: skip
    except (KeyError, TypeError, AttributeError) as error:
        raise _incomplete(str(error)) from None
    if len({one.stratum for one in lines}) != len(lines):
        raise _incomplete("lines")
    return bid


def bid_told(bid: Bid, salt: str) -> dict[str, Any]:
    """The data that is sealed (待封内容); `bid_of` reads it back."""
    return {
        "form": FORM, "tender": bid.tender, "firm": bid.firm, "salt": salt, "fee": _sealed_fee(bid.fee),
        "lines": [{"stratum": one.stratum, "most": one.most} for one in bid.lines], "capacity": bid.capacity,
        "explanation": bid.explanation,
    }  # fmt: skip


def rate_of(fee: FeeTerms, days: int) -> int:
    """What a fee takes of a recovery on cases `days` past due at entry (实际费率), ppm."""
    if fee.form is FeeForm.BY_AGE:
        rates = [one.rate_ppm for one in fee.tiers if days >= one.at_least]
        rate = rates[-1] if rates else 0
    else:
        rate = fee.rate_ppm
    return min(rate, fee.cap_ppm) if fee.cap_ppm is not None else rate


def check_all(
    bids: Mapping[int, Bid | None], strata: Sequence[Stratum], rules: TenderRules, standings: Mapping[int, Standing]
) -> dict[int, Checked]:
    """Every bid with its faults (审查结论), by firm; a bid that nobody opened is None.

    A mean rate below `low_price_ppm` of the median of the bids that count otherwise needs an explanation.
    """
    by_code = {one.code: one for one in strata}
    first = {firm: _checked(firm, bid, by_code, rules, standings) for firm, bid in bids.items()}
    rates = sorted(one.mean_rate_ppm for one in first.values() if not one.faults)
    if len(rates) < FEW:
        return first
    least = median_low(rates) * rules.low_price_ppm // PPM
    return {
        firm: Checked(firm, one.bid, (BidFault.LOW_PRICE,), one.mean_rate_ppm)
        if not one.faults and one.bid and one.mean_rate_ppm < least and not one.bid.explanation.strip()
        else one
        for firm, one in first.items()
    }


def _checked(
    firm: int, bid: Bid | None, by_code: Mapping[str, Stratum], rules: TenderRules, standings: Mapping[int, Standing]
) -> Checked:
    if bid is None:
        return Checked(firm, None, (BidFault.NOT_REVEALED,))
    known = standings.get(firm, Standing(firm))
    asked = [(by_code[one.stratum], one.most) for one in bid.lines if one.stratum in by_code and one.most]
    rates = [rate_of(bid.fee, one.days) for one, _most in asked]
    faults = [
        fault
        for fault, wrong in (
            (BidFault.NOT_APPROVED, not known.approved),
            (BidFault.FEE_FORM, bid.fee.form not in rules.forms),
            (BidFault.UNKNOWN_STRATUM, any(one.stratum not in by_code for one in bid.lines)),
            (BidFault.NOTHING_ASKED, not asked or not bid.capacity),
            (BidFault.ABOVE_CEILING, any(rate > rules.most_rate_ppm for rate in rates)),
            (BidFault.CAPACITY, known.free_cases is not None and bid.capacity > known.free_cases),
        )
        if wrong
    ]
    return Checked(firm, bid, tuple(faults), mean_rate(bid.fee, asked))


def mean_rate(fee: FeeTerms, asked: Sequence[tuple[Stratum, int]]) -> int:
    """The fee's rate over the cases asked for (平均费率), weighted by what is expected of them, ppm."""
    weights = [max(1, one.fen * one.expected_ppm // PPM * min(most, one.cases) // one.cases) for one, most in asked]
    paid = sum(weight * rate_of(fee, one.days) for weight, (one, _most) in zip(weights, asked, strict=True))
    return paid // sum(weights) if weights else 0


def served(standing: Standing, stratum: Stratum) -> bool:
    """Whether a firm may work every region of a stratum (属地许可)."""
    return not standing.regions or set(stratum.regions) <= set(standing.regions)


def _sealed_fee(fee: FeeTerms) -> dict[str, Any]:
    return {name: value for name, value in as_data(fee).items() if value is not None}


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**53:
        raise _incomplete(str(value)[:20])
    return value


def _incomplete(what: str) -> Refusal:
    return Refusal(
        "bid-form", status=422, zh=f"投标不完整或有误:{what}。", en=f"The bid is incomplete or wrong at {what}.",
        remedy_zh="请按 docs/how-to/tenders.md 填写。", remedy_en="Write it as in docs/how-to/tenders.md.",
    )  # fmt: skip
