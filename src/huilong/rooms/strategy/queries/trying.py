"""What a draft would do (试算): to one case, in words; to everybody on the desk, in counts and fen; under the law."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pyarrow as pa

from huilong.kernel.refusal import Refusal, Says
from huilong.kernel.tables import DecisionTable, Value
from huilong.rooms.compliance.queries import rule_named, rulebook, said
from huilong.rooms.compliance.queries.lights import permitted_now
from huilong.rooms.compliance.terms import Verdict
from huilong.rooms.strategy.queries.snapshots import LAW, features_of, snapshot
from huilong.rooms.strategy.queries.versions import online
from huilong.rooms.strategy.rules.naming import treatment_says
from huilong.rooms.strategy.rules.pipeline import case_at, run, unknown_of
from huilong.rooms.strategy.rules.reading import NOTHING, treatment_of_row
from huilong.rooms.strategy.terms import Purpose, Treatment, TreatmentChannel, VersionRow

ACTIONS = {
    TreatmentChannel.SMS: "contact.sms", TreatmentChannel.CALL: "contact.call",
    TreatmentChannel.LETTER: "contact.letter", TreatmentChannel.VISIT: "contact.visit",
}  # fmt: skip
"""The act that each channel is to the law."""
HOLD = "house:hold"
HOLD_SAYS = Says("停催期间不联系。", "Nobody is contacted while the case is on hold.")


@dataclass(frozen=True)
class LawSays:
    """What the law says to a treatment's channel (合规结论): whether it stays, by which rule not, in words."""

    permitted: bool
    rule: str
    says: Says


@dataclass(frozen=True)
class Moved:
    """Borrowers whom a draft moves from one treatment to another (处置迁移): how many, and what they owe overdue."""

    was: str
    becomes: str
    borrowers: int
    overdue_fen: int

    @property
    def was_says(self) -> Says:
        """The treatment before, in words."""
        return treatment_says(self.was.split("·"))

    @property
    def becomes_says(self) -> Says:
        """The treatment now, in words."""
        return treatment_says(self.becomes.split("·"))


@dataclass(frozen=True)
class Impact:
    """What a draft does to everybody on the desk (影响面), against what is online, as of a night."""

    on: date
    borrowers: int
    overdue_fen: int
    moved: tuple[Moved, ...]
    totals: tuple[Moved, ...]
    no_rule: int
    struck: int
    struck_before: int


def law_on(channel: TreatmentChannel, case: Mapping[str, Value], at: datetime) -> LawSays:
    """What the law says to a channel for a case somebody typed (单例合规).

    What is not known forbids nothing here, and is asked again before the act.
    """
    if channel is TreatmentChannel.NONE:
        return LawSays(True, "", Says("", ""))
    if case.get("hold"):
        return LawSays(False, HOLD, HOLD_SAYS)
    facts = {"contact_role": "debtor", "open_dispute_on_debt": bool(case.get("dispute"))}
    light = permitted_now(ACTIONS[channel], [facts], at)[0]
    blocked = light.verdict is Verdict.BLOCK
    return LawSays(not blocked, light.deciding[0] if blocked and light.deciding else "", said(light))


def law_row(table: pa.Table, place: int, channel: TreatmentChannel) -> LawSays:
    """What the law said that night to a channel for a borrower of the desk."""
    rule = "" if channel is TreatmentChannel.NONE else table.column(LAW[channel])[place].as_py() or ""
    return LawSays(not rule, rule, rule_says(rule))


def rule_says(rule: str) -> Says:
    """The sentence of a rule that struck a channel out."""
    if not rule:
        return Says("", "")
    if rule == HOLD:
        return HOLD_SAYS
    try:
        return rule_named(rule, book=rulebook()).says
    except Refusal:
        return Says(rule, rule)


def case_of_desk(number: str) -> tuple[dict[str, Value], pa.Table]:
    """A case's features as the last night knew them, and its row (案件特征). Raises Refusal `no-such-case`."""
    found = snapshot()
    if found is not None:
        table = found[2]
        place = pa.compute.index(table.column("number"), number).as_py()
        if place >= 0:
            row = table.slice(place, 1)
            return case_at(features_of(row), 0), row
    raise Refusal(
        "no-such-case", status=404, where="number", zh="昨夜在催案件中没有此案。",
        en="No such case was on the desk last night.", remedy_zh="请核对案件编号。", remedy_en="Check the number.",
    )  # fmt: skip


def impact(table: DecisionTable, purpose: Purpose, today: date) -> Impact:
    """What a table in place of the one online does to everybody on the desk (影响面). Raises Refusal `no-night-yet`."""
    found = snapshot()
    if found is None:
        raise Refusal(
            "no-night-yet", zh="还没有跑过批,无从试算影响面。",
            en="No night was run yet: there is nobody to try it on.",
            remedy_zh="请在首次跑批后再试。", remedy_en="Try again after the first night.",
        )  # fmt: skip
    on, _versions, rows = found
    now = {one: version.table for one, version in online(today).items()}
    features = features_of(rows)
    before, after = run(features, now), run(features, now | {purpose: table})
    tables = (now.get(Purpose.TREATMENT), (now | {purpose: table}).get(Purpose.TREATMENT))
    names = [_names(one, told.rows.get(Purpose.TREATMENT), len(rows))
             for one, told in zip(tables, (before, after), strict=True)]  # fmt: skip
    struck = [_struck(rows, channels) for _name, channels, _none in names]
    fen = features["overdue_fen"]
    return Impact(
        on, len(rows), int(fen.sum()), _moves(names[0][0], names[1][0], fen), _totals(names[0][0], names[1][0], fen),
        int(names[1][2]), int(struck[1].sum()), int(struck[0].sum()),
    )  # fmt: skip


def _names(table: DecisionTable | None, rows: Any, many: int) -> tuple[Any, Any, int]:
    """For each borrower the treatment's name (`channel·queue`) and channel, and how many no rule takes."""
    given = [] if table is None else [treatment_of_row(table, row) for row in range(len(table.rules))]
    words = np.array([label(one) for one in given] + [label(NOTHING)], dtype=object)
    channels = np.array([one.channel.value for one in given] + [NOTHING.channel.value], dtype=object)
    rows = np.full(many, -1) if rows is None else rows
    return words[rows], channels[rows], (rows < 0).sum()


def label(one: Treatment) -> str:
    """A treatment in short, by which borrowers are counted: channel and queue."""
    return f"{one.channel.value}·{one.queue.value}"


def _struck(rows: pa.Table, channels: Any) -> Any:
    """Whose channel the law strikes out."""
    out = np.zeros(len(rows), dtype=bool)
    for channel, name in LAW.items():
        if name in rows.column_names:
            forbidden = np.array([bool(one) for one in rows.column(name).to_pylist()])
            out |= (channels == channel.value) & forbidden
    return out


def _moves(was: Any, becomes: Any, fen: Any) -> tuple[Moved, ...]:
    pairs: dict[tuple[str, str], list[int]] = {}
    for place in np.flatnonzero(was != becomes):
        told = pairs.setdefault((was[place], becomes[place]), [0, 0])
        told[0] += 1
        told[1] += int(fen[place])
    found = [Moved(a, b, many, owed) for (a, b), (many, owed) in pairs.items()]
    return tuple(sorted(found, key=lambda one: -one.borrowers))


def _totals(was: Any, becomes: Any, fen: Any) -> tuple[Moved, ...]:
    """For each treatment: borrowers after, and by how many more or fewer (`overdue_fen`: what they owe after)."""
    found = []
    for name in sorted({*was.tolist(), *becomes.tolist()}):
        after = becomes == name
        found.append(Moved(str(int(after.sum() - (was == name).sum())), name, int(after.sum()), int(fen[after].sum())))
    return tuple(found)


__all__ = ["ACTIONS", "Impact", "LawSays", "Moved", "VersionRow", "case_of_desk", "impact", "law_on", "law_row",
           "rule_says", "unknown_of"]  # fmt: skip
