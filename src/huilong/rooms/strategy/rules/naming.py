"""Codes of tables in words (策略用词): the members of a column, a treatment by its codes."""

import re
from collections.abc import Iterable, Mapping

from huilong.kernel.glossary import Worded
from huilong.kernel.refusal import Says
from huilong.kernel.tables import Column, Value, in_chinese, shown
from huilong.rooms.strategy.terms import BorrowerSegment, PayLevel, Tone, TreatmentChannel, TreatmentQueue

MEMBERS: Mapping[str, type[Worded]] = {
    "willingness": PayLevel, "ability": PayLevel, "segment": BorrowerSegment, "channel": TreatmentChannel,
    "tone": Tone, "queue": TreatmentQueue,
}  # fmt: skip
"""The columns whose members have words; grades are letters, the rest are figures or the lender's own words."""
TREATMENT = (TreatmentChannel, Tone, TreatmentQueue)


def spelled(says: Says, column: str) -> Says:
    """A sentence or cell of a column with its members in words (取值文字).

    >>> spelled(Says("late,care", "late,care"), "segment")
    Says(zh='后端,关怀', en='late,in care')
    """
    among = MEMBERS.get(column)
    if among is None:
        return says
    code = re.compile(rf"\b({'|'.join(one.value for one in among)})\b", re.ASCII)
    word = {one.value: one.word for one in among}
    return Says(code.sub(lambda at: word[at[1]].zh, says.zh), code.sub(lambda at: word[at[1]].en, says.en))


def value_says(value: Value, column: Column) -> Says:
    """A value of a column in words (取值文字), a dash for none."""
    if value is None:
        return Says("—", "—")
    text = shown(value, column)
    return spelled(Says(in_chinese(text, column), text), column.name)


def treatment_says(codes: Iterable[str]) -> Says:
    """A treatment named by its codes (处置名称): channel first; a word the house does not know stays as it is.

    >>> treatment_says(["call", "firm", "early"])
    Says(zh='电话 · 坚定 · 前端', en='call · firm · early')
    """
    told = [_says(code, TREATMENT if place else TREATMENT[:1]) for place, code in enumerate(codes)]
    return Says(" · ".join(one.zh for one in told), " · ".join(one.en for one in told))


def _says(code: str, among: Iterable[type[Worded]]) -> Says:
    for enum in among:
        if code in {one.value for one in enum}:
            return Says(enum(code).word.zh, enum(code).word.en)
    return Says(code, code)
