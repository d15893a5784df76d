"""Features (特征): the one definition, for training and for scoring alike, with the words that explain them.

A feature is a function of the past of a loan-month (`Past`), so it cannot see ahead; `leaks.refuse_leaks` holds that
against a panel whose future is cut off. Each says why it is used, or, where it is protected or stands in for something
protected, why it is not.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from huilong.kernel.refusal import Refusal
from huilong.rooms.scores.rules import behaviour as b
from huilong.rooms.scores.rules.panel import M2, M3, Floats, Ints, Panel
from huilong.rooms.scores.rules.past import Past


@dataclass(frozen=True)
class Feature:
    """One feature (特征). `facts`: the columns it reads; `kind`: how its value is written; `why`: why it is used."""

    name: str
    zh: str
    en: str
    of: Callable[[Past], Floats]
    facts: tuple[str, ...]
    kind: str = "number"
    group: str = "payment"


PAYMENT, STATE, CONTRACT, CAR = "payment", "state", "contract", "car"
_S, _P = ("state",), ("paid", "scheduled")

FEATURES: tuple[Feature, ...] = (
    Feature("state", "当前账龄阶段", "bucket now", lambda p: p.now("state"), _S, "bucket", STATE),
    Feature("state_1", "上月账龄阶段", "bucket a month ago", lambda p: p.back("state", 1), _S, "bucket", STATE),
    Feature(
        "state_2", "两个月前账龄阶段", "bucket two months ago",
        lambda p: p.back("state", 2), _S, "bucket", STATE,
    ),
    Feature("days_late", "逾期天数", "days past due", lambda p: p.now("days_late"), ("days_late",), "days", STATE),
    Feature("arrears", "欠款期数", "payments in arrears", b.arrears_months, ("arrears", "scheduled"), "payments"),
    Feature(
        "arrears_change_1", "较上月新增欠款期数", "payments of arrears added in a month",
        lambda p: b.arrears_months(p) - b.arrears_months(p, 1), ("arrears", "scheduled"), "payments",
    ),
    Feature(
        "arrears_change_3", "近三月新增欠款期数", "payments of arrears added in three months",
        lambda p: b.arrears_months(p) - b.arrears_months(p, 3), ("arrears", "scheduled"), "payments",
    ),
    Feature(
        "paid_1", "本月实还占应还", "paid of what was due this month",
        lambda p: np.minimum(b.paid_share(p, 1)[:, 0], 5.0), _P, "share",
    ),
    Feature(
        "paid_2", "上月实还占应还", "paid of what was due last month",
        lambda p: np.minimum(b.paid_share(p, 2)[:, 1], 5.0), _P, "share",
    ),
    *(
        Feature(
            f"paid_{n}m", f"近{n}月实还占应还", f"paid of what was due in {n} months",
            lambda p, n=n: b.mean(np.minimum(b.paid_share(p, n), 5.0)), _P, "share",  # type: ignore[misc]
        )
        for n in (3, 6, 12)
    ),
    *(
        Feature(
            f"nothing_{n}m", f"近{n}月零还款月数", f"months without any payment, of the last {n}",
            lambda p, n=n: b.nothing_paid(p, n), _P, "count",  # type: ignore[misc]
        )
        for n in (3, 6, 12)
    ),
    Feature(
        "partly_6m", "近6月部分还款月数", "months paid in part, of the last 6",
        lambda p: b.partly_paid(p, 6), _P, "count",
    ),
    Feature(
        "double_6m", "近6月补缴月数", "months paid more than once over, of the last 6",
        lambda p: b.count(b.paid_share(p, 6) > 1.6), _P, "count",
    ),
    Feature("uneven_6m", "近6月还款波动", "unevenness of payments in 6 months", lambda p: b.unsteadiness(p, 6), _P),
    Feature(
        "uneven_12m", "近12月还款波动", "unevenness of payments in 12 months",
        lambda p: b.unsteadiness(p, 12), _P,
    ),
    Feature(
        "exact_6m", "近6月等额还款占比", "months paid to the cent, of the last 6",
        lambda p: b.to_the_cent(p, 6), _P, "share",
    ),
    Feature(
        "exact_12m", "近12月等额还款占比", "months paid to the cent, of the last 12",
        lambda p: b.to_the_cent(p, 12), _P,
        "share",
    ),
    *(
        Feature(
            f"late_{n}m", f"近{n}月逾期月数", f"months late, of the last {n}",
            lambda p, n=n: b.months_late(p, n), _S, "count", STATE,  # type: ignore[misc]
        )
        for n in (3, 6, 12, 24)
    ),
    Feature(
        "deep_12m", "近12月M2及以上月数", "months in M2 or worse, of the last 12",
        lambda p: b.months_late(p, 12, M2), _S, "count", STATE,
    ),
    Feature(
        "deep_24m", "近24月M3及以上月数", "months in M3 or worse, of the last 24",
        lambda p: b.months_late(p, 24, M3), _S, "count", STATE,
    ),
    Feature(
        "worst_6m", "近6月最差阶段", "worst bucket of the last 6 months",
        lambda p: b.worst(p, 6), _S, "bucket", STATE,
    ),
    Feature(
        "worst_12m", "近12月最差阶段", "worst bucket of the last 12 months",
        lambda p: b.worst(p, 12), _S, "bucket", STATE,
    ),
    Feature(
        "in_bucket", "当前阶段持续月数", "months in this bucket in a row", b.months_in_bucket, _S, "months", STATE,
    ),
    Feature("run_late", "连续逾期月数", "months late in a row", b.months_past_due, _S, "months", STATE),
    Feature(
        "since_late", "距上次逾期月数", "months since last late",
        lambda p: b.months_since(p, 1), _S, "months", STATE,
    ),
    Feature(
        "since_deep", "距上次M2及以上月数", "months since last in M2 or worse",
        lambda p: b.months_since(p, M2), _S, "months", STATE,
    ),
    Feature("cures_12m", "近12月回正次数", "times brought current in 12 months", b.cures, _S, "count", STATE),
    Feature(
        "interest_3m", "近3月利息覆盖", "interest covered by payments in 3 months",
        lambda p: b.interest_covered(p, 3),
        ("paid", "principal_paid", "balance", "rate"), "share",
    ),
    Feature(
        "interest_12m", "近12月利息覆盖", "interest covered by payments in 12 months",
        lambda p: b.interest_covered(p, 12), ("paid", "principal_paid", "balance", "rate"), "share",
    ),
    Feature(
        "behind", "落后还款计划期数", "payments behind the plan of the contract", b.behind_plan,
        ("balance", "amount", "rate", "term", "originated", "scheduled"), "payments", CONTRACT,
    ),
    Feature("on_book", "账龄月数", "months on book", b.months_on_book, ("originated",), "months", CONTRACT),
    Feature(
        "left", "剩余期数占比", "share of the term still to run",
        lambda p: np.clip(1 - b.ratio(b.months_on_book(p), p.origin("term")), 0, 1),
        ("originated", "term"), "share", CONTRACT,
    ),
    Feature(
        "owed_share", "余额占放款额", "balance over amount lent",
        lambda p: b.ratio(p.now("balance"), p.origin("amount")), ("balance", "amount"), "share", CONTRACT,
    ),
    Feature(
        "owed_months", "余额相当期数", "balance in scheduled payments",
        lambda p: b.ratio(p.now("balance"), p.now("scheduled")), ("balance", "scheduled"), "payments", CONTRACT,
    ),
    Feature("rate", "合同年利率", "rate of the contract", lambda p: p.origin("rate"), ("rate",), "share", CONTRACT),
    Feature("amount", "放款额", "amount lent", lambda p: p.origin("amount"), ("amount",), "money", CONTRACT),
    Feature("term", "合同期数", "term in months", lambda p: p.origin("term"), ("term",), "months", CONTRACT),
    Feature(
        "payment", "每期应还", "scheduled payment", lambda p: p.now("scheduled"), ("scheduled",), "money", CONTRACT,
    ),
    Feature(
        "score", "放款时信用分", "credit score when lent",
        lambda p: p.origin("credit_score"), ("credit_score",), "number", CONTRACT,
    ),
    Feature(
        "burden", "月供收入比", "payment over income when lent", lambda p: p.origin("payment_to_income"),
        ("payment_to_income",), "share", CONTRACT,
    ),
    Feature(
        "joint", "有共同借款人", "joint borrower",
        lambda p: p.origin("co_obligor"), ("co_obligor",), "yes", CONTRACT,
    ),
    Feature(
        "lent_of_value", "放款额占车价", "amount lent over value of the car",
        lambda p: b.ratio(p.origin("amount"), p.origin("value")), ("amount", "value"), "share", CAR,
    ),
    Feature(
        "owed_of_value", "余额占估算车值", "balance over estimated value of the car", b.left_of_value,
        ("balance", "value", "originated"), "share", CAR,
    ),
    Feature("used", "二手车", "used car", lambda p: p.origin("new_or_used"), ("new_or_used",), "used", CAR),
    Feature("car_age", "车龄", "age of the car in years", b.vehicle_age, ("model_year",), "years", CAR),
    *(
        Feature(
            f"tide_{bucket}", f"近3月大盘{zh}恶化率", f"share of all loans {en} that got worse, in 3 months",
            lambda p, bucket=bucket: p.tide(bucket), _S, "share", STATE,  # type: ignore[misc]
        )
        for bucket, zh, en in ((0, "正常", "current"), (1, "M1", "in M1"), (2, "M2", "in M2"))
    ),
    Feature(
        "season", "月份", "month of the year",
        lambda p: (p.month % 12 + 1).astype(np.float64), ("month",), "number", STATE,
    ),
)  # fmt: skip
BY_NAME = {one.name: one for one in FEATURES}


def matrix(panel: Panel, at: Ints, names: Sequence[str]) -> Floats:
    """The features of some rows of a panel (特征矩阵), a column for each name. Refuses `no-such-feature`."""
    past = Past(panel, at)
    return columns_of(past, chosen(names))


def columns_of(past: Past, features: Sequence[Feature]) -> Floats:
    """Features of a view, a column each."""
    found = np.empty((len(past), len(features)))
    for place, one in enumerate(features):
        found[:, place] = one.of(past)
    return found


def chosen(names: Sequence[str]) -> tuple[Feature, ...]:
    """The features of these names, in this order."""
    unknown = [name for name in names if name not in BY_NAME]
    if unknown:
        raise Refusal(
            "no-such-feature", status=422, where=unknown[0], zh=f"没有特征 {'、'.join(unknown)}。",
            en=f"There is no feature {', '.join(unknown)}.", remedy_zh="模型是用另一版本的特征训练的,请重新训练。",
            remedy_en="The model was trained with other features: train it anew.",
        )  # fmt: skip
    return tuple(BY_NAME[name] for name in names)
