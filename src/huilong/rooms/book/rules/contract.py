"""What the contract says about lateness, as people write it, turned into the integers that the laws read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from huilong.kernel.days import BEFORE_ALL, day_number
from huilong.kernel.money import BadAmount, fen
from huilong.kernel.refusal import Refusal
from huilong.rooms.book.rules.shapes import (
    DUE,
    FEE,
    IN_ADVANCE,
    INTEREST,
    NONE,
    PAST_DUE,
    PENALTY,
    PRINCIPAL,
    AgeingTerms,
)

COMPONENTS = {"principal": PRINCIPAL, "interest": INTEREST, "fee": FEE, "penalty": PENALTY}
STEPS = {"past_due": PAST_DUE, "due": DUE, "in_advance": IN_ADVANCE}
DEFAULT_BUCKETS = [["M1", 1, 30], ["M2", 31, 60], ["M3", 61, 90], ["M4+", 91, None]]
MAX_DAYS = 1_000_000


@dataclass(frozen=True)
class Contract:
    """The ageing terms, flat as the laws read them, with the names and last days of their buckets (合同约定)."""

    terms: tuple[int, ...]
    bucket_names: tuple[str, ...]
    bucket_last_days: tuple[int, ...] = ()

    def bucket_name(self, bucket: int) -> str | None:
        """The name of a bucket number; None for 0."""
        return self.bucket_names[bucket - 1] if bucket else None


def refuse(where: str, zh: str, en: str) -> Refusal:
    """A refusal of one key, naming its path."""
    return Refusal("bad-facts", zh=f"{where}:{zh}", en=f"{where}: {en}", where=where, status=422)


def keys(value: Any, where: str, required: set[str], optional: set[str]) -> Mapping[str, Any]:
    """`value` as a mapping with all `required` keys and none outside both sets, or a refusal with the key's path."""
    if not isinstance(value, Mapping):
        raise refuse(where, "应为对象", "must be an object")
    for key in value:
        if key not in required | optional:
            raise refuse(f"{where}.{key}", "未知字段", "unknown key")
    for key in sorted(required):
        if key not in value:
            raise refuse(f"{where}.{key}", "缺少字段", "is missing")
    return value


def rows(value: Any, where: str) -> list[Any]:
    """`value` as a list."""
    if not isinstance(value, list):
        raise refuse(where, "应为列表", "must be a list")
    return value


def day(value: Any, where: str) -> date:
    """An ISO date."""
    try:
        if isinstance(value, str) and len(value) == 10:
            found = date.fromisoformat(value)
            if 1900 <= found.year <= 2199:
                return found
    except ValueError:
        pass
    if isinstance(value, date) and 1900 <= value.year <= 2199:
        return value
    raise refuse(where, f"不是 1900–2199 年间的 ISO 日期:{value!r}", f"not an ISO date from 1900 to 2199: {value!r}")


def money(value: Any, where: str, negative: bool = False) -> int:
    """An amount in fen; more than two decimals, JSON floats and (unless allowed) negatives are refused."""
    try:
        amount = fen(value)
    except BadAmount as error:
        raise refuse(where, f"金额须为最多两位小数的字符串:{value!r}", str(error)) from None
    if amount < 0 and not negative:
        raise refuse(where, f"金额不能为负:{value!r}", f"must not be negative: {value!r}")
    return amount


def whole(value: Any, where: str, least: int, most: int) -> int:
    """An integer from `least` to `most`."""
    if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
        return value
    raise refuse(
        where, f"应为 {least} 到 {most} 的整数:{value!r}", f"must be a whole number from {least} to {most}: {value!r}"
    )


def flag(value: Any, where: str) -> int:
    """A boolean as 0 or 1."""
    if isinstance(value, bool):
        return int(value)
    raise refuse(where, f"应为 true 或 false:{value!r}", f"must be true or false: {value!r}")


def choice(value: Any, where: str, among: Mapping[str, int]) -> int:
    """The code of one of the names in `among`."""
    if isinstance(value, str) and value in among:
        return among[value]
    names = ", ".join(among)
    raise refuse(where, f"应为 {names} 之一:{value!r}", f"must be one of {names}: {value!r}")


def rate(value: Any, where: str, parts: int, most: str) -> int:
    """A decimal rate in parts of `parts`; finer than that, or above `most`, is refused."""
    try:
        if not isinstance(value, str):
            raise InvalidOperation
        scaled = Decimal(value) * parts
    except InvalidOperation:
        raise refuse(where, f"利率须为小数字符串:{value!r}", f"a rate is a decimal string: {value!r}") from None
    if not scaled.is_finite() or scaled != scaled.to_integral_value() or not 0 <= Decimal(value) <= Decimal(most):
        raise refuse(where, f"利率超出范围或精度:{value!r}", f"the rate is out of range or too fine: {value!r}")
    return int(scaled)


def buckets(value: Any, where: str) -> tuple[tuple[str, ...], list[int], list[int]]:
    """Names, first days and last days of the buckets, which must rise and not overlap."""
    names: list[str] = []
    first: list[int] = []
    last: list[int] = []
    for i, row in enumerate(rows(value, where)):
        at = f"{where}[{i}]"
        if not isinstance(row, list) or len(row) != 3 or not isinstance(row[0], str):
            raise refuse(at, "应为 [名称, 起, 止]", "must be [name, first day, last day]")
        start = whole(row[1], f"{at}[1]", 1, MAX_DAYS)
        end = MAX_DAYS if row[2] is None else whole(row[2], f"{at}[2]", start, MAX_DAYS)
        if row[0] in names or (last and start <= last[-1]):
            raise refuse(at, "阶段重名或重叠", "buckets overlap or share a name")
        names.append(row[0])
        first.append(start)
        last.append(end)
    return tuple(names), first, last


def application(value: Any, where: str) -> tuple[list[int], list[int], int]:
    """Steps, four component codes a step, and whether components go across instalments."""
    given = keys(value, where, {"order"}, {"across", "steps"})
    step_names = rows(given.get("steps", list(STEPS)), f"{where}.steps")
    steps = [choice(s, f"{where}.steps[{i}]", STEPS) for i, s in enumerate(step_names)]
    if len(set(steps)) != len(steps):
        raise refuse(f"{where}.steps", "步骤重复", "a step is named twice")
    order: list[int] = []
    for name in step_names:
        per_step = given["order"]
        at = f"{where}.order"
        if isinstance(per_step, Mapping):
            per_step, at = keys(per_step, at, set(step_names), set(STEPS))[name], f"{at}.{name}"
        codes = [choice(c, f"{at}[{i}]", COMPONENTS) for i, c in enumerate(rows(per_step, at))]
        if len(set(codes)) != len(codes):
            raise refuse(at, "科目重复", "a component is named twice")
        order += codes + [NONE] * (4 - len(codes))
    across = choice(given.get("across", "instalment"), f"{where}.across", {"instalment": 0, "component": 1})
    missing = 3 - len(steps)
    return steps + [NONE] * missing, order + [NONE] * 4 * missing, across


def penalty_terms(value: Any, where: str, grace_days: int) -> dict[str, Any]:
    """The penalty fields of AgeingTerms; `None` means no penalty interest."""
    nothing: dict[str, Any] = {"rate_from": [], "rate_ppb": [], "penalty_cap_ppm": NONE, "pause_stops_penalty": 1}
    nothing |= {"base_principal": 0, "base_interest": 0, "base_fee": 0, "penalty_after_days": 0}
    if value is None:
        return nothing
    optional = {"daily_rate", "rates", "base", "from", "cap_total_rate", "during_pause"}
    given = keys(value, where, set(), optional)
    if ("daily_rate" in given) == ("rates" in given):
        raise refuse(where, "须给出 daily_rate 或 rates 之一", "needs either daily_rate or rates")
    history = given.get("rates", [{"from": None, "daily_rate": given.get("daily_rate")}])
    for i, row in enumerate(rows(history, f"{where}.rates")):
        at = f"{where}.rates[{i}]"
        keys(row, at, {"from", "daily_rate"}, set())
        start = BEFORE_ALL if row["from"] is None else day_number(day(row["from"], f"{at}.from"))
        if nothing["rate_from"] and start <= nothing["rate_from"][-1]:
            raise refuse(f"{at}.from", "利率须按日期递增", "rates must rise by date")
        at = at if "rates" in given else where
        nothing["rate_from"].append(start)
        nothing["rate_ppb"].append(rate(row["daily_rate"], f"{at}.daily_rate", 10**9, "0.01"))
    base_names = {name: code for name, code in COMPONENTS.items() if name != "penalty"}
    base = rows(given.get("base", ["principal", "interest"]), f"{where}.base")
    for i, name in enumerate(base):
        choice(name, f"{where}.base[{i}]", base_names)
        nothing[f"base_{name}"] = 1
    if choice(given.get("from", "due"), f"{where}.from", {"due": 0, "grace": 1}):
        nothing["penalty_after_days"] = grace_days
    if given.get("cap_total_rate") is not None:
        nothing["penalty_cap_ppm"] = rate(given["cap_total_rate"], f"{where}.cap_total_rate", 10**6, "10")
    nothing["pause_stops_penalty"] = choice(
        given.get("during_pause", "stop"), f"{where}.during_pause", {"accrue": 0, "stop": 1}
    )
    return nothing


def contract_of(value: Any, where: str = "terms") -> Contract:
    """Read the `terms` of docs/how-to/facts.md into a Contract. Refuses unknown keys with their path."""
    optional = {"day_count", "grace_days", "grace_on_instalments", "buckets", "application", "penalty", "tolerance"}
    given = keys(value, where, set(), optional)
    grace = whole(given.get("grace_days", 0), f"{where}.grace_days", 0, 3650)
    names, first, last = buckets(given.get("buckets", DEFAULT_BUCKETS), f"{where}.buckets")
    steps, order, across = application(
        given.get("application", {"order": ["penalty", "fee", "interest", "principal"]}), f"{where}.application"
    )
    terms = AgeingTerms(
        due_day_counts=choice(
            given.get("day_count", "after_due"), f"{where}.day_count", {"after_due": 0, "due_day": 1}
        ),
        grace_days=grace,
        grace_on_instalments=flag(given.get("grace_on_instalments", False), f"{where}.grace_on_instalments"),
        bucket_first=first,
        bucket_last=last,
        steps=steps,
        order=order,
        by_component=across,
        tolerance=money(given.get("tolerance", "0"), f"{where}.tolerance"),
        **penalty_terms(given.get("penalty"), f"{where}.penalty", grace),
    )
    return Contract(tuple(terms.flat()), names, tuple(last))
