"""Reading the file of allocation (分派规则): every value there, nothing else, refused with what is wrong."""

from collections.abc import Mapping
from typing import Any

from huilong.kernel.refusal import Refusal, Says
from huilong.rooms.performance.terms import GRADES, AllocationPolicy, Need

LISTS = ("recovery_ppm", "touches", "touch_minutes")
NUMBERS = (
    "most_touches", "continuity_ppm", "recovery_tolerance_ppm", "bucket_tolerance_ppm", "unfair_price_ppm",
    "minutes_a_day", "most_cases",
)  # fmt: skip
MOST = 10_000_000


def read(told: Any, file: str) -> AllocationPolicy:
    """The policy of a YAML file. Raises Refusal `bad-allocation-file`."""
    try:
        skills, languages = (_named(told[name]) for name in ("skills", "languages"))
        needs = tuple(_need(one, skills) for one in told["needs"])
        spoken = {str(region): str(language) for region, language in told["region_language"].items()}
        if strangers := set(spoken.values()) - set(languages):
            raise ValueError(f"region_language: {sorted(strangers)}")
        lists = {name: _row(told[name]) for name in LISTS}
        lift = tuple(_row(row) for row in told["lift_ppm"])
        if any(len(row) != len(GRADES) for row in lift) or len({len(lift), *map(len, lists.values())}) != 1:
            raise ValueError("lift_ppm, recovery_ppm, touches, touch_minutes: a line for each bucket")
        values: dict[str, Any] = {**lists, **{name: _whole(told[name]) for name in NUMBERS}}
        return AllocationPolicy(skills, languages, needs, spoken, lift_ppm=lift, **values)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _bad(file, " ".join(str(error).split())[:200]) from None


def _named(told: Mapping[str, Any]) -> dict[str, Says]:
    return {str(code): Says(str(one["zh"]), str(one["en"])) for code, one in told.items()}


def _need(told: Mapping[str, Any], skills: Mapping[str, Says]) -> Need:
    need = Need(**told)
    if need.skill not in skills or not (need.from_bucket or need.product or need.flag):
        raise ValueError(f"needs: {dict(told)}")
    return need


def _row(told: Any) -> tuple[int, ...]:
    return tuple(_whole(one) for one in told)


def _whole(told: Any) -> int:
    if not isinstance(told, int) or isinstance(told, bool) or not 0 <= told <= MOST:
        raise ValueError(f"{told!r} is no whole number from 0 to {MOST}")
    return told


def _bad(file: str, why: str) -> Refusal:
    return Refusal(
        "bad-allocation-file", status=422, where=file, zh=f"分派规则 {file} 有误:{why}。",
        en=f"The allocation file {file} is not sound: {why}.", remedy_zh="请对照 performance_default.yaml 更正。",
        remedy_en="Mend it by the example of performance_default.yaml.",
    )  # fmt: skip
