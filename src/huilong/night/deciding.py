"""Deciding (决策): what every borrower on the desk is given, by the tables online, under the law, once a night.

Which rooms feed strategy stands here and in `features.sql`, and nowhere else.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from django.db.models import Q

from huilong.night.features import desk_features
from huilong.rooms.cases.models import Flag
from huilong.rooms.cases.rules.flags import law_facts, stops
from huilong.rooms.cases.terms import FlagKind, FlagRow
from huilong.rooms.compliance.queries import lender, rulebook
from huilong.rooms.compliance.queries.lights import permitted_now
from huilong.rooms.compliance.terms import Facts, Verdict
from huilong.rooms.contact.queries.channels import policy
from huilong.rooms.contact.rules import facts as contact_law
from huilong.rooms.contact.terms import Channel
from huilong.rooms.strategy import queries as strategy
from huilong.rooms.strategy.actions import ensure_shipped, keep_decisions, keep_snapshot
from huilong.rooms.strategy.rules.assignment import MILLION, arm_of, chances_of, chances_together
from huilong.rooms.strategy.rules.pipeline import run
from huilong.rooms.strategy.rules.reading import NOTHING, treatment_of_row
from huilong.rooms.strategy.terms import (
    Arm,
    ExperimentRow,
    Purpose,
    Treatment,
    TreatmentChannel,
    TreatmentRow,
    VersionRow,
)

HOUR = time(10)
"""The law is asked as of this hour of the day that follows: by day, when everybody is at work."""
STOPPING = (FlagKind.DEATH, FlagKind.BANKRUPTCY, FlagKind.MINOR, FlagKind.COMPLAINT)


def decide(on: date, at: datetime, scores: pa.Table | None = None) -> dict[str, int]:
    """Decide what every borrower on the desk is given from the day after `on` (决策入库); counts.

    A night is decided once: repeated, it changes nothing.
    """
    shipped = ensure_shipped(at)
    if strategy.snapshot(on) is not None:
        return {"shipped": shipped, "borrowers": 0, "struck": 0, "no_rule": 0, "challenger": 0}
    versions = strategy.online(on + timedelta(days=1))
    table = with_law(desk_features(on, scores), on)
    rows = list(decided(on, table, versions, strategy.running())) if len(table) else []
    keep_snapshot(on, table, {purpose: one.id for purpose, one in versions.items()})
    return {
        "shipped": shipped, "borrowers": keep_decisions(on, rows), "struck": sum(bool(one.struck) for one in rows),
        "no_rule": sum(one.row < 0 for one in rows), "challenger": sum(one.arm is Arm.CHALLENGER for one in rows),
    }


def decided(
    on: date, table: pa.Table, versions: dict[Purpose, VersionRow], experiment: ExperimentRow | None
) -> Iterator[TreatmentRow]:
    """The decisions about the borrowers of a feature table (逐户决定), each with its arm and how likely that was."""
    features = strategy.features_of(table)
    champion, chances = versions[Purpose.TREATMENT], _chances(experiment)
    sides: dict[int, tuple[npt.NDArray[np.int32], list[Treatment]]] = {}
    for version in {champion.id: champion, **_challenger(experiment)}.values():
        told = run(features, {one: row.table for one, row in versions.items()} | {Purpose.TREATMENT: version.table})
        given = [treatment_of_row(version.table, row) for row in range(len(version.table.rules))]
        sides[version.id] = (told.rows[Purpose.TREATMENT], [*given, NOTHING])
        segments = told.features.get("segment", np.full(len(table), None, object))
    borrowers, numbers = table["borrower"].to_pylist(), table["number"].to_pylist()
    law = {channel: table[name].to_pylist() for channel, name in strategy.LAW.items()}
    for place, borrower in enumerate(borrowers):
        arm, ppm, version_id = Arm.CHAMPION, MILLION, champion.id
        if experiment is not None:
            arm, ppm = arm_of(experiment.salt, borrower, experiment.shares)
            version_id = experiment.challenger if arm is Arm.CHALLENGER else experiment.champion
        forbidden: dict[TreatmentChannel, str] = {one: told[place] for one, told in law.items()}
        may = {key: lawful(sides[key][1][int(sides[key][0][place])], forbidden) for key in chances or (version_id,)}
        treatment, struck, rule = may[version_id]
        row = int(sides[version_id][0][place])
        could = chances_together((may[key][0], likely) for key, likely in chances.items())
        yield TreatmentRow(
            borrower, numbers[place], on, version_id, row, arm, ppm, experiment.id if experiment else None, treatment,
            segments[place] or "", struck, rule, dict(could).get(treatment, MILLION), could if len(could) > 1 else (),
        )  # fmt: skip


def _challenger(experiment: ExperimentRow | None) -> dict[int, VersionRow]:
    """The two versions of an experiment; the champion of a trial stays what it was when the trial began."""
    if experiment is None:
        return {}
    return {key: strategy.version(key) for key in (experiment.champion, experiment.challenger)}


def _chances(experiment: ExperimentRow | None) -> dict[int, int]:
    """How likely each version of a trial is for any borrower (各版本概率); none without a trial."""
    if experiment is None:
        return {}
    arms = chances_of(experiment.shares)
    found = {experiment.champion: arms[Arm.CHAMPION] + arms[Arm.HOLDOUT]}
    found[experiment.challenger] = found.get(experiment.challenger, 0) + arms[Arm.CHALLENGER]
    return found


def lawful(given: Treatment, forbidden: dict[TreatmentChannel, str]) -> tuple[Treatment, str, str]:
    """A treatment without a channel that the law forbids (剔除违规渠道), looked at again tomorrow; channel and rule."""
    rule = forbidden.get(given.channel, "")
    if not rule:
        return given, "", ""
    return Treatment(
        TreatmentChannel.NONE, given.tone, given.template, given.every_days, given.offer_limit_ppm, given.queue, 1
    ), given.channel.value, rule  # fmt: skip


def with_law(table: pa.Table, on: date) -> pa.Table:
    """A feature table with what the law says to each channel for each borrower (合规列): the rule against it, or "".

    Borrowers without a flag are asked about once: to the law they are alike here. The act itself is asked again.
    """
    flags, cases = _flags(on), table["case_id"].to_pylist()
    day, zone = on + timedelta(days=1), ZoneInfo(lender().zone)
    at = datetime.combine(day, HOUR, zone)
    alike = [tuple(flags.get(case, ())) for case in cases]
    kinds = list(dict.fromkeys(alike))
    for channel, name in strategy.LAW.items():
        says = dict(zip(kinds, _forbidden(channel, kinds, day, at), strict=True))
        table = table.append_column(name, pa.array([says[one] for one in alike], pa.string()))
    return table


def _forbidden(
    channel: TreatmentChannel, kinds: Sequence[tuple[FlagRow, ...]], day: date, at: datetime
) -> list[str]:  # fmt: skip
    """For each set of flags the rule that forbids a channel to a debtor, or ""."""
    if not kinds:
        return []
    base = _facts(Channel(channel.value), day)
    rows: list[Facts] = [
        base | {name: value for name, (value, _flag) in law_facts(flags, day, at.time()).items()} for flags in kinds
    ]
    names = sorted({name for row in rows for name in row})
    lights = permitted_now(strategy.ACTIONS[channel], [_same(row, names) for row in rows], at, book=rulebook())
    found = []
    for flags, light in zip(kinds, lights, strict=True):
        held = any(stops(one, channel.value, day) or one.kind in STOPPING for one in flags)
        rule = light.deciding[0] if light.verdict is Verdict.BLOCK and light.deciding else ""
        found.append(strategy.HOLD if held else rule)
    return found


def _same(row: Facts, names: list[str]) -> dict[str, Any]:
    """A row with the same columns as the others, in the same order, where it has them."""
    return {name: row[name] for name in names if name in row}


def _facts(channel: Channel, day: date) -> dict[str, Any]:
    """What the law is told of a contact that somebody trained makes by the script, nothing done yet that day."""
    told = contact_law.together(
        contact_law.of_the_desk(policy(), True), contact_law.of_who_asks(day, day),
        contact_law.of_the_words(channel, (), None, 0), contact_law.of_the_person("borrower", 0),
    )  # fmt: skip
    counts = (
        "effective_calls_today_all_agents", "connected_calls_today_all_agents", "effective_visits_today",
        "unanswered_attempts_today_same_number", "touches_last_24h_all_channels", "calls_last_7_days_this_debt",
    )  # fmt: skip
    return {name: value for name, (value, _source) in told.items()} | dict.fromkeys(counts, 0)


def _flags(on: date) -> dict[int, list[FlagRow]]:
    """The flags in force on a day by case, oldest first."""
    found: dict[int, list[FlagRow]] = {}
    standing = Flag.objects.filter(Q(until=None) | Q(until__gte=on), ended_at=None, case__state="open")
    for one in standing.order_by("id"):
        found.setdefault(one.case_id, []).append(FlagRow(
            one.pk, FlagKind(one.kind), one.since, one.until, one.evidence, "", one.person, _Frozen(one.detail),
            one.set_by, one.set_at, None, None,
        ))  # fmt: skip
    return found


class _Frozen(dict[str, Any]):
    """A flag's detail that may be part of a key."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(sorted((key, str(value)) for key, value in self.items())))
