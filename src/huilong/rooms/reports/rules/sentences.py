"""What changed and why, in sentences of both languages (归因文案)."""

from collections.abc import Callable, Mapping

from huilong.kernel.money import Fen, grouped
from huilong.kernel.refusal import Says
from huilong.rooms.reports.terms import Cause, Decomposition, Explained

Word = Callable[[str, str], Says]
"""(dimension, value) → what the value is called."""
WAN = 1_000_000
"""10,000 yuan in fen."""
WHERE_SHOWN = 3
_WHAT: Mapping[Explained, Says] = {
    Explained.CASH: Says("催回", "Cash recovered"),
    Explained.OVERDUE: Says("逾期金额", "Overdue balance"),
    Explained.ROLL: Says("向下迁徙率", "Roll to worse"),
}
_MIX: Mapping[str, Says] = {
    "bucket": Says("账龄结构", "mix of buckets"), "product": Says("产品结构", "mix of products"),
    "region": Says("地区结构", "mix of regions"), "team": Says("小组结构", "mix of teams"),
}  # fmt: skip
_RATE: Mapping[Explained, Says] = {
    Explained.CASH: Says("催回率", "recovery rates"), Explained.OVERDUE: Says("笔均逾期", "overdue per loan"),
    Explained.ROLL: Says("各账龄自身迁徙率", "roll rates of the buckets themselves"),
}  # fmt: skip
_VOLUME: Mapping[Explained, Says] = {
    Explained.CASH: Says("应收规模", "the amount past due"), Explained.OVERDUE: Says("逾期笔数", "the number of loans"),
    Explained.ROLL: Says("", ""),
}  # fmt: skip


def headline(what: Explained, found: Decomposition) -> Says:
    """What changed (变动): `催回 4.5 万,比上期少 12.3 万。`"""
    name, more = _WHAT[what], found.change > 0
    now, by = amount(what, found.after), amount(what, abs(found.change))
    if not found.change:
        return Says(f"{name.zh} {now.zh},与上期相同。", f"{name.en} {now.en}, as before.")
    return Says(
        f"{name.zh} {now.zh},比上期{'多' if more else '少'} {_points(what, by).zh}。",
        f"{name.en} {now.en}, {_points(what, by).en} {'more' if more else 'less'} than before.",
    )


def reasons(what: Explained, found: Decomposition, word: Word) -> Says:
    """Why (原因): every effect that is not nought, the greatest first, and where the rate's effect lies."""
    effects = sorted((one for one in found.effects if one.amount), key=lambda one: (-abs(one.amount), one.cause))
    if not effects:
        return Says("规模、结构与比率均无变化。", "Nothing changed in volume, mix or rate.")
    zh, en = [], []
    for one in effects:
        name, by = effect_name(what, one.cause, one.dimension), amount(what, one.amount, signed=True)
        by = _points(what, by)
        where = places(what, found, word) if one.cause is Cause.RATE else Says("", "")
        zh.append(f"{name.zh} {by.zh}{where.zh}")
        en.append(f"{name.en} {by.en}{where.en}")
    return Says("其中:" + ";".join(zh) + "。", "Of this: " + "; ".join(en) + ".")


def places(what: Explained, found: Decomposition, word: Word) -> Says:
    """Where the rate's effect lies (主要来源): the greatest bucket, and the greatest of the other dimensions."""
    told: list[tuple[str, str, int]] = []
    for dimension, values in found.where.items():
        told += [(dimension, value, effect) for value, effect in values[:1] if effect]
    told.sort(key=lambda one: (one[0] != "bucket", -abs(one[2]), one[0]))
    if not told:
        return Says("", "")
    zh, en = [], []
    for dimension, value, effect in told[:WHERE_SHOWN]:
        name, by = word(dimension, value), _points(what, amount(what, effect, signed=True))
        zh.append(f"{name.zh} {by.zh}")
        en.append(f"{name.en} {by.en}")
    return Says(f"(主要是 {'、'.join(zh)})", f" (chiefly {', '.join(en)})")


def effect_name(what: Explained, cause: Cause, dimension: str) -> Says:
    """What an effect is called for a figure (因素名)."""
    if cause is Cause.VOLUME:
        return _VOLUME[what]
    if cause is Cause.RATE:
        return _RATE[what]
    if cause is Cause.OTHER:
        return Says("无可比基数", "nothing to compare with")
    return _MIX.get(dimension, Says(dimension, dimension))


def amount(what: Explained, value: int, *, signed: bool = False) -> Says:
    """A value of a figure: fen in 万 or yuan, ppm as a percentage.

    >>> amount(Explained.CASH, -12_300_000, signed=True)
    Says(zh='−12.3 万元', en='−123,000.00 yuan')
    """
    sign = "−" if value < 0 else "+" if signed and value > 0 else ""
    size = abs(value)
    if what is Explained.ROLL:
        return Says(f"{sign}{size / 10_000:.2f}%", f"{sign}{size / 10_000:.2f}%")
    return Says(f"{sign}{_wan(size)}", f"{sign}{grouped(size)} yuan")


def _points(what: Explained, told: Says) -> Says:
    """A difference of shares is in percentage points."""
    if what is not Explained.ROLL:
        return told
    return Says(told.zh.replace("%", " 个百分点"), told.en.replace("%", " points"))


def _wan(fen: Fen) -> str:
    return f"{fen / WAN:,.1f} 万元" if fen >= WAN else f"{grouped(fen)} 元"
