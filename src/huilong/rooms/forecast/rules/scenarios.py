"""Scenarios (情景): unemployment, car prices and rates, turned into odds of entering, rolling, curing, paying off, and
into what a car still brings. The elasticities are data, each with its source or the word *estimate*."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from huilong.kernel.refusal import Refusal
from huilong.rooms.forecast.rules.states import (
    CHARGE,
    CURE,
    ENTRY,
    LATE_CURE,
    LATE_ROLL,
    PAYOFF,
    ROLL,
    SHOCKS,
    Floats,
)

WAYS_OF: dict[str, tuple[int, ...]] = {
    "entry": (ENTRY,), "roll": (ROLL, LATE_ROLL), "cure": (CURE, LATE_CURE), "payoff": (PAYOFF,), "charge": (CHARGE,),
}  # fmt: skip
RECOVERY = "recovery"
MOST: dict[str, float] = {"unemployment": 20.0, "car_prices": 80.0, "rates": 20.0}
"""The drivers, and how far each may be asked to move (percentage points; car prices: per cent)."""


@dataclass(frozen=True)
class Elasticity:
    """By how much a driver moves the log odds of a way, or recovery (弹性系数), for each unit; and who says so."""

    driver: str
    way: str
    each: float
    source_zh: str
    source_en: str
    estimate: bool


@dataclass(frozen=True)
class Scenario:
    """A scenario (情景): how far each driver has moved after `months` months, evenly; then it stays there."""

    key: str
    zh: str
    en: str
    moves: tuple[tuple[str, float], ...]
    months: int


@dataclass(frozen=True)
class Scenarios:
    """The scenarios of the house and the elasticities they are worked out with (情景表)."""

    scenarios: tuple[Scenario, ...]
    elasticities: tuple[Elasticity, ...]

    def named(self, key: str) -> Scenario:
        """A scenario by its key; refuses `no-scenario`."""
        for one in self.scenarios:
            if one.key == key:
                return one
        names = " · ".join(one.key for one in self.scenarios)
        raise Refusal(
            "no-scenario", status=422, where="scenario", zh=f"没有情景 {key[:40]}。",
            en=f"There is no scenario {key[:40]}.",
            remedy_zh=f"可选:{names}。", remedy_en=f"Choose one of: {names}.",
        )  # fmt: skip


def worked_out(scenario: Scenario, elasticities: tuple[Elasticity, ...], horizon: int) -> tuple[Floats, Floats]:
    """What a scenario does to each month (情景效应): log odds [H, SHOCKS], and what recovery is multiplied by [H]."""
    ramp = np.minimum(np.arange(1, horizon + 1) / max(scenario.months, 1), 1.0)
    effect, price = np.zeros((horizon, SHOCKS)), np.ones(horizon)
    for driver, far in scenario.moves:
        for one in elasticities:
            if one.driver != driver:
                continue
            if one.way == RECOVERY:
                price = np.maximum(price + one.each * far * ramp, 0.0)
                continue
            for way in WAYS_OF[one.way]:
                effect[:, way] += one.each * far * ramp
    return effect, price


def read(told: Any, file: str) -> Scenarios:
    """Scenarios and elasticities as a YAML file tells them. Raises Refusal `bad-scenarios`, naming the place."""
    try:
        elasticities = tuple(_elasticity(one) for one in told["elasticities"])
        scenarios = tuple(_scenario(one) for one in told["scenarios"])
        if len({one.key for one in scenarios}) < len(scenarios) or not scenarios:
            raise ValueError("scenarios")
    except (KeyError, TypeError, ValueError) as error:
        raise Refusal(
            "bad-scenarios", status=422, where=file, zh=f"情景表 {file} 无法读取:{error}。",
            en=f"The scenarios {file} cannot be read: {error}.", remedy_zh="请对照自带的 scenarios_default.yaml。",
            remedy_en="Compare it with the scenarios_default.yaml that comes with the house.",
        ) from error  # fmt: skip
    return Scenarios(scenarios, elasticities)


def _elasticity(told: Mapping[str, Any]) -> Elasticity:
    driver, way = str(told["driver"]), str(told["way"])
    if driver not in MOST or way not in (*WAYS_OF, RECOVERY):
        raise ValueError(f"{driver} → {way}")
    source = told["source"]
    return Elasticity(driver, way, float(told["each"]), str(source["zh"]), str(source["en"]), bool(told["estimate"]))


def _scenario(told: Mapping[str, Any]) -> Scenario:
    moves = tuple((str(driver), float(far)) for driver, far in (told.get("moves") or {}).items())
    for driver, far in moves:
        if abs(far) > MOST[driver]:
            raise ValueError(f"{driver}: {far}")
    return Scenario(str(told["key"]), str(told["says"]["zh"]), str(told["says"]["en"]), moves, int(told["months"]))
