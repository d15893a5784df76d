"""Reading a draft (读取草案): a decision table whose rules say how a borrower is treated, as a policy over columns.

The table's outcome columns are those of a strategy (`channel`, `tone`, `template`, `every_days`, `queue` …); `minutes`
and `cost_fen`, where it has none, are the house's for the channel. A rule without channel leaves the borrower alone.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from huilong.kernel.refusal import Refusal
from huilong.kernel.tables import ANY, NONE, DecisionTable, HitPolicy, compiled, table_of
from huilong.rooms.replay.terms import (
    FEATURES,
    NEVER_PAID,
    OF_DESK,
    OF_TABLES,
    UNTREATED,
    Columns,
    Draft,
    Treatment,
)
from huilong.rooms.strategy.rules.features import FEATURES as OF_STRATEGY
from huilong.rooms.strategy.rules.pipeline import run
from huilong.rooms.strategy.terms import Purpose

MINUTES = {"call": 6, "visit": 90, "sms": 0, "email": 0, "letter": 2, "im": 1}
COST_FEN = {"call": 20, "visit": 3_000, "sms": 5, "email": 1, "letter": 600, "im": 1}
"""What an act takes by channel where the table does not say: a person's minutes, and fen for line, stamp or fuel."""
NAMED_BY = ("channel", "tone", "template", "queue")
LEANS_ON = "leans_on"
"""Where a draft names the tables that it leans on."""
SCORES = frozenset(one.name for one in OF_STRATEGY if one.name.endswith("_ppm"))
"""Scores are kept by the night; before the first that was kept, and off the desk, they are unknown."""
NO_DAY = 197001
"""The vintage of a loan of which the lender said no day."""
NOBODY = "none"
"""How a treatment that leaves the borrower alone is logged."""


def draft_of(told: Mapping[str, Any], treatments: Mapping[str, Mapping[str, int]] | None = None) -> Draft:
    """The draft that plain data of a decision table holds, with the tables it leans on under `leans_on`.

    Raises Refusal `bad-table`, and as `draft_from`.
    """
    leans = {Purpose(name): table_of(one["table"]) for name, one in told.get(LEANS_ON, {}).items()}
    return draft_from(own_table(told), treatments, told, leans)


def draft_from(
    table: DecisionTable, costs: Mapping[str, Mapping[str, int]] | None = None, told: Any = None,
    leans: Mapping[Purpose, DecisionTable] = MappingProxyType({}),
) -> Draft:  # fmt: skip
    """The draft of a decision table. `costs`: by channel, `minutes` and `cost_fen` instead of the house's.

    `leans`: the tables whose outcomes it reads. Raises Refusal `replay-collects`, `replay-no-channel`,
    `replay-unknown-columns`.
    """
    _refuse_unless_replayable(table, leans)
    rows = [dict(zip((one.name for one in table.outcomes), rule.then, strict=True)) for rule in table.rules]
    treatments: list[Treatment] = []
    of_row = np.full(len(rows) + 1, UNTREATED, np.int32)
    for place, row in enumerate(rows):
        made = _treatment(row, costs or {})
        if made is None:
            continue
        if made not in treatments:
            treatments.append(made)
        of_row[place] = treatments.index(made)
    hit, reads = compiled(table), reads_of(table)

    def policy(columns: Columns) -> Any:
        if not len(next(iter(columns.values()))):
            return np.empty(0, np.int32)
        return of_row[hit(run(as_the_night(columns), leans).features)]

    needs = reads.union(*(reads_of(one) for one in leans.values()))
    return Draft(table.name, tuple(treatments), reads, policy, told, needs)


def as_the_night(columns: Columns) -> dict[str, Any]:
    """Features as the night hands them to its tables (夜间口径): what nobody knows is unknown, not a large number."""
    known = dict(columns)
    if "on_hold" in known:
        known["hold"] = known["on_hold"]
    if "paid_days_ago" in known:
        known["paid_days_ago"] = np.where(known["paid_days_ago"] >= NEVER_PAID, NONE, known["paid_days_ago"])
    if "vintage" in known:
        unsaid = known["vintage"] <= NO_DAY
        for name in {"vintage", "months_on_book"} & known.keys():
            known[name] = np.where(unsaid, NONE, known[name])
    return known


def own_table(told: Mapping[str, Any]) -> DecisionTable:
    """The table of a draft itself, without those it leans on. Raises Refusal `bad-table`."""
    return table_of({name: value for name, value in told.items() if name != LEANS_ON})


def name_of(row: Mapping[str, Any]) -> str:
    """What a treatment is called, the same in a draft and in the log of decisions; NOBODY for none.

    >>> name_of({"channel": "call", "tone": "firm", "every_days": 3})
    'call firm'
    """
    if row.get("channel") in (None, "", NOBODY):
        return NOBODY
    return " ".join(str(row[one]) for one in NAMED_BY if row.get(one))


def _treatment(row: Mapping[str, Any], costs: Mapping[str, Mapping[str, int]]) -> Treatment | None:
    channel = row.get("channel")
    if not channel or channel == NOBODY:
        return None
    own = costs.get(channel, {})
    minutes, fen, every = row.get("minutes"), row.get("cost_fen"), row.get("every_days")
    return Treatment(
        name_of(row), str(channel), int(own.get("minutes", MINUTES.get(channel, 0)) if minutes is None else minutes),
        int(own.get("cost_fen", COST_FEN.get(channel, 0)) if fen is None else fen), int(every or 1),
    )  # fmt: skip


def reads_of(table: DecisionTable) -> frozenset[str]:
    """The columns some rule asks about."""
    return frozenset(
        column.name for place, column in enumerate(table.columns)
        if any(rule.when[place] != ANY for rule in table.rules)
    )  # fmt: skip


def _refuse_unless_replayable(table: DecisionTable, leans: Mapping[Purpose, DecisionTable]) -> None:
    if table.hit is not HitPolicy.FIRST:
        raise Refusal(
            "replay-collects", status=422, where="hit", zh="此决策表收集全部命中行,无法确定一种处置。",
            en="This table collects every rule that hits, so it does not settle on one treatment.",
            remedy_zh="请改为首个命中。", remedy_en="Let its first hit speak.",
        )  # fmt: skip
    if "channel" not in {one.name for one in table.outcomes}:
        raise Refusal(
            "replay-no-channel", status=422, where="outcomes", zh="此决策表没有 channel(渠道)输出列,不说明如何处置。",
            en="This table has no outcome column `channel`, so it does not say how a borrower is treated.",
        )  # fmt: skip
    reads = reads_of(table)
    given = {one.value for one in leans}
    asked = reads.union(*(reads_of(one) for one in leans.values())) - SCORES
    unknown = sorted(asked - set(FEATURES) - set(OF_DESK) - given)
    if unknown:
        every = ", ".join(sorted({*FEATURES, *OF_DESK, *OF_TABLES}))
        raise Refusal(
            "replay-unknown-columns", status=422, where=", ".join(unknown),
            zh=f"回放无法得知过去某夜的 {', '.join(unknown)}:没有保存当时的数值。",
            en=f"A replay cannot know {', '.join(unknown)} as of a past night: no value of that day was kept.",
            remedy_zh=f"请只用这些列:{every}。", remedy_en=f"Use these columns only: {every}.",
        )  # fmt: skip
