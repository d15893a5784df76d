"""A table of the house from plain data (策略表读取): its columns are the house's features, so names alone are kept."""

from collections.abc import Mapping
from typing import Any

from huilong.kernel.refusal import Refusal
from huilong.kernel.tables import DecisionTable, Plain, Problem, Reading, plain_of, problems, read_table
from huilong.kernel.tables.plain import rule_plain
from huilong.rooms.strategy.rules.features import asks_of, gives_of
from huilong.rooms.strategy.terms import Purpose, Tone, Treatment, TreatmentChannel, TreatmentQueue


def whole(plain: Mapping[str, Any], purpose: Purpose) -> Plain:
    """Plain data with its columns in full (补全列定义): `columns` are names of features. Raises Refusal `bad-table`."""
    asks = {one.name: one for one in asks_of(purpose)}
    names = plain.get("columns")
    if not isinstance(names, list) or not names or len(set(map(str, names))) < len(names):
        raise _bad("columns", "应列出不重复的特征名", "must name features, each once")
    for name in names:
        if name not in asks:
            raise _bad("columns", f"没有特征 {name}", f"know no feature {name}")
    frame = plain_of(DecisionTable(
        str(plain.get("name", "")), tuple(asks[name] for name in names), gives_of(purpose), ()
    ))  # fmt: skip
    if set(plain) - {"name", "hit", "columns", "rules"}:
        raise _bad("", "只含 name、hit、columns、rules", "has name, hit, columns and rules only")
    if plain.get("hit", "first") != "first":
        raise _bad("hit", "策略表须首个命中", "must be first in a strategy: one borrower, one treatment")
    return frame | {"rules": plain.get("rules", [])}


def read_strategy(plain: Mapping[str, Any], purpose: Purpose) -> Reading:
    """The table as far as it can be read, with what is wrong (读策略表). Raises Refusal `bad-table`."""
    return read_table(whole(plain, purpose))


def checked(reading: Reading) -> tuple[Problem, ...]:
    """Everything wrong with a reading (检查): cells first; rows are those of the data, whatever could be read."""
    from dataclasses import replace

    found = [
        replace(
            one, row=None if one.row is None else reading.lines[one.row],
            other_row=None if one.other_row is None else reading.lines[one.other_row],
        )
        for one in problems(reading.table)
    ] if reading.table.rules or not reading.problems else []  # fmt: skip
    return (*reading.problems, *found)


def short(table: DecisionTable) -> Plain:
    """A table of the house as it is kept (存储格式): columns by name."""
    return {
        "name": table.name, "columns": [one.name for one in table.columns],
        "rules": [rule_plain(rule, table) for rule in table.rules],
    }  # fmt: skip


def treatment_of_row(table: DecisionTable, row: int) -> Treatment:
    """The treatment that a row of a treatment table gives (规则的处置)."""
    told = {one.name: value for one, value in zip(table.outcomes, table.rules[row].then, strict=True)}
    return treatment_from(told)


def treatment_from(told: Mapping[str, Any]) -> Treatment:
    """A treatment from its values."""
    return Treatment(
        TreatmentChannel(told["channel"]), Tone(told["tone"]), told.get("template") or "", int(told["every_days"]),
        int(told["offer_limit_ppm"]), TreatmentQueue(told["queue"]), int(told["next_look_days"]),
    )  # fmt: skip


def plain_treatment(given: Treatment) -> dict[str, str | int]:
    """A treatment as values (处置数据): what `treatment_from` reads."""
    return {
        "channel": given.channel.value, "tone": given.tone.value, "template": given.template,
        "every_days": given.every_days, "offer_limit_ppm": given.offer_limit_ppm, "queue": given.queue.value,
        "next_look_days": given.next_look_days,
    }  # fmt: skip


NOTHING = Treatment(TreatmentChannel.NONE, Tone.NEUTRAL, "", 1, 0, TreatmentQueue.SELF_CURE, 1)
"""What a borrower is given whom no rule takes, until somebody mends the table: looked at again tomorrow."""


def _bad(where: str, zh: str, en: str) -> Refusal:
    return Refusal(
        "bad-table", status=422, where=where, zh=f"策略表 {where}:{zh}。", en=f"The strategy table: {where} {en}.",
        remedy_zh="请对照 docs/how-to/strategy.md 修改。", remedy_en="Mend it by docs/how-to/strategy.md.",
    )  # fmt: skip
