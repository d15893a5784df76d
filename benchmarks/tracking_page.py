"""The page of what was measured of positions: benchmarks/tracking.md from the results."""

from typing import Any

from huilong.rooms.tracking.terms import AlarmKind


def page(told: dict[str, Any], stays: dict[str, Any] | None) -> str:
    """The page, whole."""
    parts = [_head(told), _alarms(told), _lots(told), _nights(told)]
    if stays:
        parts.append(_stays(stays))
    return "\n".join(parts)


def _head(told: dict[str, Any]) -> str:
    data, box = told["data"], told["machine"]
    return f"""# What positions mean, measured

Everything here is simulated (`src/huilong/integrations/synthetic_fleet/`): it shows that the laws find what was
planted and how they fail on what only looks like it, not how often cars are stolen. Real fleets will differ; nobody
publishes precision and recall of such alarms on real ones. GeoLife is not used and not here.

{data["vehicles"]:,} vehicles × {data["days"]} days, {data["fixes"]:,} fixes, {data["planted"]} planted findings, seed
{data["seed"]}; thresholds and weights were set on other seeds. {box["processor"]}, {box["cores"]} cores, Python
{box["python"]}, {box["measured_on"]}, load before {box["load_before"]}. `{told["command"]}`
"""


def _share(one: list[float] | None) -> str:
    return "—" if one is None else f"{one[0]:.3f} [{one[1]:.3f}, {one[2]:.3f}]"


def _alarms(told: dict[str, Any]) -> str:
    lines = [
        "## Alarms\n",
        "An alarm is one spell of days on which it is found. Precision and recall with 95 % Wilson intervals, false",
        "alarms a 1,000 vehicle-days with exact Poisson intervals, days from what was planted to the night that found",
        "it (median).\n",
        "| alarm | raised | precision | planted | recall | false / 1,000 vehicle-days | days |",
        "|---|---|---|---|---|---|---|",
    ]
    for kind in AlarmKind:
        one = told["alarms"][kind.value]
        false = one["false_per_1000"]
        days = "—" if one["median_days"] is None else f"{one['median_days']:g}"
        lines.append(
            f"| {kind.word.en} {kind.word.zh} | {one['raised']} | {_share(one['precision'])} | {one['planted']} |"
            f" {_share(one['recall'])} | {false[0]:.3f} [{false[1]:.3f}, {false[2]:.3f}] | {days} |"
        )
    return "\n".join([*lines, "", f"{told['cpu_ms_a_vehicle_day']} ms of CPU a vehicle-day, all laws together.", _WHY])


_WHY = """
What is missed and what is false, and why:
- *Power cut*, *removed*, *tampered with* are missed where the device saw no satellite when it said so, or fell silent
  before the next valid fix: a cell-only or invalid fix never raises an alarm; *silent* follows. False ones are
  workshops that keep the power off for hours, and housings that cry tamper.
- *Long stay at a new place* cannot tell a car left at an airport for a week from one put away: it is for looking into.
- *Left its province* is true of every holiday; only that it left is claimed. Areas are squares of the simulator's own.
- *Devices apart* needs two wireless fixes in a row, so it is a day later than it could be.
"""


def _lots(told: dict[str, Any]) -> str:
    one = told["lots"]
    return f"""## Second-pledge lots learned

{one["lots"]} lots are in the simulation, {one["with_enough_cars"]} of them with cars enough to be learned (four that
stood there for four days); {one["proposed"]} places were proposed, {one["right"]} of them lots. Candidates:
{one["long_stays"]} long stays at places where the car does not live, in {one["clusters"]} clusters; airports, hotels
and housing estates are in the simulation too.
"""


def _nights(told: dict[str, Any]) -> str:
    one = told["nights"]
    lines = [
        "## Tonight\n",
        f"{one['nights']:,} nights of {one['vehicles']} vehicles, asked at 20:00 after 14 nights, a hit within 200 m;",
        f"the true place had been visited before in {one['ceiling']:.3f}, which nobody can beat. 95 % intervals by",
        "vehicle.\n",
        "| way | first place right | among the first three |", "|---|---|---|",
    ]  # fmt: skip
    lines += [f"| {name} | {_share(way['top1'])} | {_share(way['top3'])} |" for name, way in one["ways"].items()]
    gain, low, high = (100 * share for share in one["gain_over_baseline"])
    lines += [
        "",
        f"Ours over the baseline, first place: {gain:+.1f} points [{low:+.1f}, {high:+.1f}].",
        "", "Calibration: what was said of the first place, and what came.\n", HEAD, "|---|---|---|---|",
    ]  # fmt: skip
    calibration = one["calibration"]
    lines += [_said(row) for row in calibration["first"]]
    lines += ["", "And of a place never seen before:\n", HEAD, "|---|---|---|---|"]
    lines += [_said(row) for row in calibration["unknown"]]
    lines += ["", f"Expected calibration error of the first place: {calibration['expected_calibration_error']:.3f}.",
              "Simulated lives are regular and never change their habits. On recorded movement of people (GeoLife, not",
              "measured here) the baseline rule was right in 0.68 for the first place and 0.83 for three: expect that.",
              ""]  # fmt: skip
    return "\n".join(lines)


HEAD = "| said | nights | mean said | came true |"


def _said(row: list[float]) -> str:
    low, high, nights, mean, true = row
    return f"| {low}–{min(high, 1)} | {nights} | {mean} | {true} |"


def _timed(name: str, one: dict[str, Any]) -> str:
    wall = one.get("wall_seconds", "")
    return f"| {name} | {one['points']:,} | {one['cpu_seconds']} | {wall} | {one['points_a_second']:,} |"


def _stays(told: dict[str, Any]) -> str:
    lines = [
        "## Stay points\n", f"{told['data']}. `{told['command']}`\n",
        "| what | points | CPU s | wall s | points / CPU s |", "|---|---|---|---|---|",
        _timed("ours, compiled", told["compiled"]), _timed("ours, Li 2008 (every anchor)", told["compiled_li_2008"]),
        _timed("ours, compiled, many", told["all"]), _timed("ours, interpreted", told["interpreted"]),
    ]  # fmt: skip
    if "trackintel" in told:
        rival = told["trackintel"]
        lines += [
            _timed(f"trackintel {rival['version']}", rival | {"points": told["compiled"]["points"]}),
            "", f"(vehicle, start, end) of all {told['stays']:,} stays identical: {told['identical']};"
            f" {told['times_faster']:,} times as fast by CPU time.",
        ]  # fmt: skip
    return "\n".join([*lines, f"Load of the machine before: {told['machine']['load_before']}.", ""])
