"""The documented default (默认评分): what answers on day one, before there is history or an approved model."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huilong.kernel.refusal import Refusal
from huilong.rooms.scores.rules.timed import CURE_DAYS, MONTH_DAYS, RECOVERY_DAYS
from huilong.rooms.scores.terms import Target
from huilong.shell.own import own_file

FILE = Path(__file__).parent.parent / "scores_default.yaml"


@dataclass(frozen=True)
class Defaults:
    """Shares by bucket (1 to 5) for each target, where they are from, and which of them are mere estimates."""

    source: str
    estimates: frozenset[Target]
    by_bucket: Mapping[Target, Mapping[int, float]]
    months: Mapping[int, float]
    warning: float

    def ppm(self, target: Target, bucket: int) -> int:
        """The default of a target for a bucket (5 is M5 and worse; 0, current, only for the warning)."""
        if target is Target.WARNING:
            return round(self.warning * 1_000_000)
        if target is Target.CURE_TIME:
            return self.curve(target, bucket)[-1][1]
        return round(self.by_bucket[target][min(max(bucket, 1), 5)] * 1_000_000)

    def curve(self, target: Target, bucket: int) -> tuple[tuple[int, int], ...]:
        """A timed target by days (默认进度), parts per million: cures at the even pace of the month's share; what is
        recovered at the pace that has half of it come in its `months`."""
        place = min(max(bucket, 1), 5)
        if target is Target.CURE_TIME:
            staying = 1 - self.by_bucket[Target.CURE][place]
            return tuple((days, round(1e6 * (1 - staying ** (days / MONTH_DAYS)))) for days in CURE_DAYS)
        whole, half = self.by_bucket[Target.RECOVERY][place], self.months[place] * MONTH_DAYS
        return tuple((days, round(1e6 * whole * (1 - 0.5 ** (days / half)))) for days in RECOVERY_DAYS)


def defaults() -> Defaults:
    """The defaults of this installation (setting SCORES_FILE, else the room's own). Refuses `bad-defaults`."""
    return own_file("SCORES_FILE", FILE, _read, "bad-defaults", zh="默认评分文件", en="file of default scores")


def _read(told: Any, name: str) -> Defaults:
    try:
        targets: list[Target] = [one for one in Target if one not in (Target.WARNING, Target.CURE_TIME)]
        by_bucket: dict[Target, Mapping[int, float]] = {
            one: {n: float(told[one.value][n]) for n in range(1, 6)} for one in targets
        }
        shares = [share for of in by_bucket.values() for share in of.values()]
        warning = float(told["warning"])
        if not all(0 <= share <= 1 for share in [*shares, warning]):
            raise ValueError("a share is not from 0 to 1")
        return Defaults(
            str(told["source"]), frozenset(Target(one) for one in told["estimates"]), by_bucket,
            {n: float(told["months"][n]) for n in range(1, 6)}, warning,
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise Refusal(
            "bad-defaults", status=422, where=name, zh=f"默认评分文件 {name} 有误:{error}。",
            en=f"The file of default scores {name} is wrong: {error}.", remedy_zh="每个目标须给出 1 至 5 阶段的比例。",
            remedy_en="Give a share for each of the buckets 1 to 5 for every target.",
        ) from None  # fmt: skip
