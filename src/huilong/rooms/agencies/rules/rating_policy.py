"""The rating policy (评级口径): windows, bands, clocks, points, weights, grades, services. Read from data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from huilong.kernel.money import BadAmount, Fen, fen
from huilong.kernel.refusal import Refusal, Says
from huilong.rooms.agencies.terms.rating import ClockKind, Grade, Limit, Measure
from huilong.rooms.people.terms import OrganisationKind

KEYS = {"liquidation", "small_firms", "clocks", "points", "weights", "grades", "services"}
TRADES = (
    OrganisationKind.AGENCY, OrganisationKind.LAW_FIRM, OrganisationKind.TOW_COMPANY, OrganisationKind.YARD,
    OrganisationKind.VALUER, OrganisationKind.AUCTION_HOUSE,
)  # fmt: skip
"""The trades that are rated."""


@dataclass(frozen=True)
class Service:
    """Something a trade charges for (服务项目); `per`: order, case, day or km."""

    code: str
    says: Says
    per: str


@dataclass(frozen=True)
class RatingPolicy:
    """How firms of this installation are rated (评级口径)."""

    window_days: int
    measured_days: int
    confidence_permille: int
    least_cases: int
    usual_spread_ppm: int
    past_due_days: tuple[int, ...]
    amounts_fen: tuple[Fen, ...]
    small_cases: int
    clocks: Mapping[ClockKind, Limit]
    points: Mapping[Measure, tuple[int, int]]
    weights: Mapping[OrganisationKind, Mapping[Measure, int]]
    grades: tuple[tuple[Grade, int], ...]
    services: Mapping[OrganisationKind, Mapping[str, Service]]

    def service(self, trade: str, code: str) -> Service | None:
        """A service of a trade, None where the trade has none so called."""
        return self.services.get(OrganisationKind(trade), {}).get(code)


def stratum(
    policy: RatingPolicy, entry_on: date, tier: int, past_due_days: int, delinquent_fen: Fen, region: str
) -> str:
    """The stratum of a placement (分层): month × tier × days past due × amount × region.

    Bands are numbered from 0 and written with their lower edge: `2026-03|1|d31|y20000|川`.
    """
    days = max((edge for edge in policy.past_due_days if edge <= past_due_days), default=0)
    amount = max((edge for edge in policy.amounts_fen if edge <= delinquent_fen), default=0)
    return f"{entry_on:%Y-%m}|{tier}|d{days}|y{amount // 100}|{region or '-'}"


def read(told: Any, name: str) -> RatingPolicy:
    """The policy from a YAML file (评级口径). Raises Refusal `bad-rating`, naming the file and the key."""
    if not isinstance(told, Mapping) or set(told) != KEYS:
        raise _bad(name, "/".join(sorted(KEYS)), "应恰有这些键", "must be the keys, all of them and no other")
    where = "liquidation"
    try:
        given = told["liquidation"]
        window, measured, sure, least, usual = (
            _whole(given[key]) for key in ("window_days", "measured_days", "confidence_permille", "least_cases",
                                           "usual_spread_ppm")
        )  # fmt: skip
        if not (500 <= sure <= 999 and least >= 2 and 1 <= window <= measured <= 3650):
            raise ValueError("confidence_permille 500 to 999, least_cases from 2, window_days at most measured_days")
        days, amounts = _edges(given["past_due_days"]), _edges([fen(str(one)) for one in given["amounts"]])
        where = "small_firms"
        small = _whole(told["small_firms"]["cases"])
        where = "clocks"
        clocks = {ClockKind(kind): _limit(limit) for kind, limit in told["clocks"].items()}
        where = "points"
        points = {Measure(one): _scale(scale) for one, scale in told["points"].items()}
        where = "weights"
        weights = {_trade(trade): _weights(one, points) for trade, one in told["weights"].items()}
        where = "grades"
        grades = tuple((Grade(one), _whole(edge)) for one, edge in told["grades"].items())
        if [edge for _, edge in grades] != sorted({edge for _, edge in grades}, reverse=True):
            raise ValueError("edges descend")
        where = "services"
        services = {_trade(trade): _services(one) for trade, one in told["services"].items()}
    except (KeyError, TypeError, ValueError, AttributeError, BadAmount) as error:
        raise _bad(name, where, f"无法读取:{error}", f"cannot be read: {error}") from None
    return RatingPolicy(
        window, measured, sure, least, usual, days, amounts, small, clocks, points, weights, grades, services
    )


def _edges(given: Any) -> tuple[int, ...]:
    found = tuple(_whole(one) for one in given)
    if list(found) != sorted(set(found)):
        raise ValueError(f"edges ascend: {list(found)}")
    return found


def _limit(given: Any) -> Limit:
    if set(given) - {"answer", "arrive"}:
        raise ValueError(f"answer, arrive: {sorted(given)}")
    return Limit(_whole(given["answer"]), _whole(given["arrive"]) if "arrive" in given else None)


def _scale(given: Any) -> tuple[int, int]:
    worst, best = given["worst"], given["best"]
    if type(worst) is not int or type(best) is not int or worst == best:
        raise ValueError(f"worst, best: {given}")
    return worst, best


def _trade(given: Any) -> OrganisationKind:
    trade = OrganisationKind(given)
    if trade not in TRADES:
        raise ValueError(f"not a trade: {given}")
    return trade


def _weights(given: Any, points: Mapping[Measure, tuple[int, int]]) -> dict[Measure, int]:
    found = {Measure(one): _whole(weight) for one, weight in given.items()}
    if sum(found.values()) != 1000 or set(found) - set(points):
        raise ValueError(f"weights come to 1000, each with its points: {given}")
    return found


def _services(given: Any) -> dict[str, Service]:
    for code, one in given.items():
        if one["per"] not in ("order", "case", "day", "km") or not str(code).isidentifier() or len(code) > 24:
            raise ValueError(f"service: {code}")
    return {code: Service(code, Says(str(one["zh"]), str(one["en"])), one["per"]) for code, one in given.items()}


def _whole(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise ValueError(f"a whole number from 0 on, not {value!r}")


def _bad(name: str, where: str, zh: str, en: str) -> Refusal:
    return Refusal(
        "bad-rating", status=422, where=f"{name}: {where}", zh=f"评级口径 {name} 的 {where}:{zh}。",
        en=f"The rating policy {name}: {where} {en}.", remedy_zh="请对照 docs/how-to/rating.md 修改文件。",
        remedy_en="Mend the file by docs/how-to/rating.md.",
    )  # fmt: skip
