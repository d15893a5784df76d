"""The reserve price (保留价): from valuations carried to the day of sale, within their range; what a re-run may cut.

The reference is the middle valuation. A first reserve is a share of it, a later one what is left after the cut of the
venue's rule, never below its floor. Below the band of the newest independent valuation a manager has to agree.
Source: 《民法典》第410条第3款; 法释〔2016〕18号第10、26条 for courts; the house's own numbers are data.
"""

from collections.abc import Sequence
from datetime import date

from huilong.kernel.money import Fen
from huilong.kernel.refusal import Refusal
from huilong.rooms.disposal.rules.policy import Bands
from huilong.rooms.disposal.terms.sale import Cuts, Reference, Reserve
from huilong.rooms.disposal.terms.stock import Valuation

MILLION = 1_000_000


def reference(valuations: Sequence[Valuation], bands: Bands, on: date, fall_ppm_a_day: int) -> Reference:
    """What valuations together say of the vehicle on `on` (参考价), fen.

    Only those not older than the bands allow count; each is carried to the day by what the model says a vehicle of its
    age loses. Raises Refusal `valuations-missing`, saying what is.
    """
    fresh = [one for one in valuations if 0 <= (on - one.on).days <= bands.most_age_days]
    independent = [one for one in fresh if one.independent]
    if len(fresh) < bands.at_least or len(independent) < bands.independent:
        raise Refusal(
            "valuations-missing", rule="CN-DISP-001", status=422, where="valuations",
            zh=f"定价前须有 {bands.most_age_days} 天内的估值 {bands.at_least} 份,其中独立估价 {bands.independent} 份;"
               f"现有 {len(fresh)} 份,独立 {len(independent)} 份。",
            en=f"A price needs {bands.at_least} valuations of the last {bands.most_age_days} days, {bands.independent}"
               f" of them independent; there are {len(fresh)}, {len(independent)} independent.",
            remedy_zh="请先登记估值及其附件。", remedy_en="Note the valuations with their evidence first.",
        )  # fmt: skip
    now = {one.key: carried(one.amount_fen, (on - one.on).days, fall_ppm_a_day) for one in fresh}
    low = min(carried(one.low_fen, (on - one.on).days, fall_ppm_a_day) for one in fresh)
    high = max(carried(one.high_fen, (on - one.on).days, fall_ppm_a_day) for one in fresh)
    newest = max(independent, key=lambda one: (one.on, one.key))
    return Reference(middle(list(now.values())), low, high, tuple(sorted(now)), newest.amount_fen, newest.on)


def middle(amounts: Sequence[Fen]) -> Fen:
    """The middle of several amounts (中位数), of an even number the lower half-sum.

    >>> middle([5_820_000, 5_690_000, 5_745_000]), middle([100, 201])
    (5745000, 150)
    """
    told = sorted(amounts)
    half = len(told) // 2
    return told[half] if len(told) % 2 else (told[half - 1] + told[half]) // 2


def carried(amount: Fen, days: int, fall_ppm_a_day: int) -> Fen:
    """An amount some days later (折旧至当日), fen.

    >>> carried(1_000_000, 10, 500)
    995000
    """
    return amount - amount * min(MILLION, fall_ppm_a_day * days) // MILLION


def first_reserve(
    found: Reference, cuts: Cuts, bands: Bands, *, round_to: Fen, days: int, cost_a_day: Fen, fall_ppm_a_day: int
) -> Reserve:
    """The reserve of a first sale (首次保留价), with the interval that the valuations leave; `days` a round takes."""
    at_sale = carried(found.amount_fen, days, fall_ppm_a_day)
    amount = rounded(at_sale * cuts.first_percent // 100, round_to)
    return _reserve(1, amount, found, cuts, bands, days, cost_a_day, fall_ppm_a_day)


def next_reserve(
    before: Fen, round_no: int, found: Reference, cuts: Cuts, bands: Bands, *, round_to: Fen, days: int,
    cost_a_day: Fen, fall_ppm_a_day: int,
) -> Reserve:  # fmt: skip
    """The reserve of a sale again (再次保留价): the one before less the cut, not below the floor.

    Raises Refusal `no-more-rounds` where the rule of the venue knows no further one.
    """
    if round_no > cuts.rounds:
        raise Refusal(
            "no-more-rounds", rule=cuts.law or "house:cuts", zh=f"该渠道最多 {cuts.rounds} 次变卖。",
            en=f"This venue sells {cuts.rounds} times at most.",
            remedy_zh="请改选其他渠道,或重新估值后另行定价。",
            remedy_en="Choose another venue, or value the vehicle anew and price it again.",
        )  # fmt: skip
    floor = found.amount_fen * cuts.floor_percent // 100
    lowest = -(-before * (100 - cuts.cut_percent) // 100)
    amount = max(rounded(lowest, round_to, up=True), rounded(floor, round_to, up=True))
    return _reserve(round_no, min(amount, before), found, cuts, bands, days, cost_a_day, fall_ppm_a_day)


def refuse_unfit(amount: Fen, before: Fen | None, round_no: int, found: Reference, cuts: Cuts) -> None:
    """Refuse a reserve that the rule of the venue forbids (降价超限): `reserve-too-low`. No approval turns that."""
    floor = found.amount_fen * cuts.floor_percent // 100
    least = floor if before is None else max(floor, -(-before * (100 - cuts.cut_percent) // 100))
    if amount < least or amount <= 0:
        raise Refusal(
            "reserve-too-low", rule=cuts.law or "house:cuts", status=422, where="reserve",
            zh=f"第 {round_no} 次的保留价不得低于 {least / 100:,.2f} 元。",
            en=f"The reserve of round {round_no} is not below {least / 100:,.2f} yuan.",
            remedy_zh=f"每次最多下调 {cuts.cut_percent}%,且不低于参考价的 {cuts.floor_percent}%。",
            remedy_en=f"Cut by {cuts.cut_percent} % at most, and not below {cuts.floor_percent} % of the reference.",
        )  # fmt: skip


def below_band(amount: Fen, independent_fen: Fen, bands: Bands) -> bool:
    """Whether a manager has to agree to a price (是否低于估值下限).

    >>> below_band(8_999, 10_000, Bands(2, 1, 60, 90)), below_band(9_000, 10_000, Bands(2, 1, 60, 90))
    (True, False)
    """
    return amount * 100 < independent_fen * bands.band_percent


def rounded(amount: Fen, to: Fen, *, up: bool = False) -> Fen:
    """An amount rounded to whole multiples of `to`, down or up."""
    return amount if to <= 0 else (-(-amount // to) if up else amount // to) * to


def _reserve(
    round_no: int, amount: Fen, found: Reference, cuts: Cuts, bands: Bands, days: int, cost_a_day: Fen, fall: int
) -> Reserve:
    percent = cuts.first_percent
    waiting = days * cost_a_day + amount - carried(amount, days, fall)
    return Reserve(
        round_no, amount, min(amount, found.low_fen * percent // 100), max(amount, found.high_fen * percent // 100),
        found.amount_fen, waiting, below_band(amount, found.independent_fen, bands),
    )  # fmt: skip
