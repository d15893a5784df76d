"""The weekly review pack as a document (周会材料正文): sections of sentences and tables, in one language.

Built from facts alone: equal facts give an equal document, whoever builds it and whenever.
"""

from collections.abc import Callable, Iterable

from huilong.kernel.refusal import Says
from huilong.rooms.reports.rules.opening import (
    CASES,
    GAPS,
    costs_path,
    day_path,
    recoveries_path,
    rows_path,
    verdicts_path,
)
from huilong.rooms.reports.rules.sentences import Word, amount, effect_name, headline, reasons
from huilong.rooms.reports.terms import Decomposition, Explained, Figure, FunnelStep, Ranked, Slice
from huilong.rooms.reports.terms.packs import CellKind, PackCell, PackDocument, PackFacts, PackSection, PackTable

KINDS = {"fen": CellKind.MONEY, "ppm": CellKind.SHARE, "count": CellKind.COUNT}
CHANGES = {"fen": CellKind.MONEY, "ppm": CellKind.POINTS, "count": CellKind.COUNT}
SHADES = ((100_000, "w1"), (300_000, "w2"), (600_000, "w3"))
BUCKET = "bucket"


class _Told:
    """What sections are written with: the facts, the language, what values are called."""

    def __init__(self, facts: PackFacts, language: str, word: Word) -> None:
        self.facts, self.language, self.word = facts, language, word

    def __call__(self, zh: str, en: str) -> str:
        return zh if self.language.startswith("zh") else en

    def says(self, one: Says) -> str:
        """A sentence or a word in the document's language."""
        return one.in_language(self.language)

    def slice(self, **narrowed: object) -> Slice:
        """A slice of the pack's span and scope."""
        told: dict[str, object] = {"team": self.facts.team, **narrowed}
        return Slice(self.facts.span.from_on, self.facts.span.on, **told)  # type: ignore[arg-type]


def document(facts: PackFacts, language: str, word: Word, host: str) -> PackDocument:
    """The pack of a week in a language (周会材料). `host` stands before the paths of its links, "" for none."""
    told = _Told(facts, language, word)
    sections = [part(told) for part in SECTIONS]
    span = f"{facts.span.first} – {facts.span.on}"
    return PackDocument(
        told("周会材料", "Weekly review pack"), f"{told.says(facts.scope)} · {span}", language, facts.span.on, host,
        tuple(one for one in sections if one is not None),
    )  # fmt: skip


def _figures(told: _Told) -> PackSection | None:
    facts = told.facts
    heads = (told("指标", "Figure"), told("本期", "Now"), told("变化", "Change"), told("对比日", "Since"))
    lines = tuple(_figure(told, one) for one in facts.figures)
    came = PackCell(CellKind.MONEY, facts.recovered_fen, rows_path(told.slice(paid=True)))
    lines += ((_text(told("本期催回", "Recovered within the span")), came, _text(""), _text("")),)
    return PackSection(
        "figures", told("指标", "Figures"), (), (PackTable(told("六项指标", "Six figures"), heads, lines),)
    )


def _figure(told: _Told, one: Figure) -> tuple[PackCell, ...]:
    good = one.change is not None and one.change != 0 and (one.change > 0) == (one.good_when == "up")
    mood = "" if not one.change else "good" if good else "bad"
    return (
        _text(told.says(_word(one.code))), PackCell(KINDS[one.unit], one.value, day_path(told.facts.span.on)),
        PackCell(CHANGES[one.unit], one.change, "", mood),
        PackCell(CellKind.DAY, one.since.isoformat() if one.since else None),
    )  # fmt: skip


def _why(told: _Told) -> PackSection | None:
    if told.facts.then is None:
        said = told("上一周没有明细,无法对比。", "The week before has no rows to compare with.")
        return PackSection("why", told("变动与归因", "What changed, and why"), (said,), ())
    says: list[str] = []
    tables = []
    for what, found in told.facts.why:
        says += [told.says(headline(what, found)), told.says(reasons(what, found, told.word))]
        tables.append(_effects(told, what, found))
    return PackSection("why", told("变动与归因", "What changed, and why"), tuple(says), tuple(tables))


def _effects(told: _Told, what: Explained, found: Decomposition) -> PackTable:
    kind = CellKind.POINTS if what is Explained.ROLL else CellKind.MONEY
    opens = rows_path(told.slice(worse=True) if what is Explained.ROLL else told.slice(paid=what is Explained.CASH))
    lines = [
        (_text(told.says(_word(one.cause))), _text(told.says(effect_name(what, one.cause, one.dimension))),
         PackCell(kind, one.amount))
        for one in found.effects
    ]  # fmt: skip
    lines.append((_text(told("合计变动", "Change")), _text(""), PackCell(kind, found.change, opens)))
    note = told("各项之和等于合计变动。", "The reasons add up to the change.")
    heads = (told("因素", "Reason"), told("口径", "Of what"), told("影响", "Effect"))
    title = (
        f"{told.says(_word(what))}: {told.says(amount(what, found.before))} → {told.says(amount(what, found.after))}"
    )
    return PackTable(title, heads, tuple(lines), note)


def _rolls(told: _Told) -> PackSection | None:
    months = told.facts.trend
    buckets = sorted({bucket for month in months for bucket in month.worse})
    if not buckets:
        return None
    tables = []
    for place, title in ((1, told("按余额", "By balance")), (0, told("按笔数", "By count"))):
        lines = []
        for bucket in buckets:
            cells = [_text(told.says(told.word(BUCKET, str(bucket))))]
            for month in months:
                ppm = month.worse[bucket][place] if bucket in month.worse else None
                opens = rows_path(Slice(month.from_on, month.on, bucket=bucket, worse=True))
                cells.append(PackCell(CellKind.SHARE, ppm, opens if ppm is not None else "", _shade(ppm)))
            lines.append(tuple(cells))
        heads = (told("账龄", "Bucket"), *(f"{month.on:%Y-%m}" for month in months))
        tables.append(PackTable(title, heads, tuple(lines)))
    return PackSection("rolls", told("迁徙率", "Roll rates"), (), tuple(tables))


def _funnel(told: _Told) -> PackSection | None:
    facts = told.facts
    heads = (told("账龄", "Bucket"), *(told.says(_word(step.stage)) for step in facts.steps))
    lines = [(_text(told("全部", "All")), *_steps(told, facts.steps, None))]
    lines += [
        (_text(told.says(told.word(BUCKET, str(bucket)))), *_steps(told, steps, bucket))
        for bucket, steps in facts.by_bucket
    ]
    say = told(f"应还借据 {facts.due:,} 笔。", f"Loans due: {facts.due:,}.") if facts.due is not None else ""
    note = told("每一环节只计通过此前各环节的借据。", "Each stage counts the loans that passed all before it.")
    return PackSection("funnel", told("漏斗", "Funnel"), (say,) if say else (),
                       (PackTable(told("按账龄", "By bucket"), heads, tuple(lines), note),))  # fmt: skip


def _steps(told: _Told, steps: Iterable[FunnelStep], bucket: int | None) -> tuple[PackCell, ...]:
    return tuple(
        PackCell(CellKind.COUNT, step.loans, rows_path(told.slice(bucket=bucket, stage=step.stage))) for step in steps
    )


def _cash(told: _Told) -> PackSection | None:
    month, team = told.facts.month, told.facts.team
    says = [told("没有设定目标。", "No target is set.")] if month.target_fen is None else []
    if month.expected_fen is not None:
        says.append(told("预测值见下表。", "The forecast is below."))
    since = month.kept_since
    if since is not None and since > month.month:
        says.append(
            told(
                f"逐日回收自 {since} 起保存,此前各日未列出。",
                f"Days before {since} are left out: they were not kept.",
            )
        )
    heads = (
        told("日期", "Day"),
        told("当日回收", "On the day"),
        told("累计回收", "So far"),
        told("累计目标", "Target so far"),
    )
    lines = tuple(
        (PackCell(CellKind.DAY, day.on.isoformat()),
         PackCell(CellKind.MONEY, day.fen, recoveries_path(day.on, day.on, team)),
         PackCell(CellKind.MONEY, day.so_far_fen), PackCell(CellKind.MONEY, day.target_so_far_fen))
        for day in month.days if since is None or day.on >= since
    )  # fmt: skip
    tables = [PackTable(told("日回收", "By day"), heads, lines)]
    if month.expected_fen is not None:
        outlook = (told("预测下限", "Low"), told("预测", "Forecast"), told("预测上限", "High"))
        cells = tuple(PackCell(CellKind.MONEY, fen) for fen in (month.low_fen, month.expected_fen, month.high_fen))
        tables.append(PackTable(told("本月预测", "Forecast of the month"), outlook, (cells,)))
    return PackSection("cash", told("回收与目标", "Recoveries and target"), tuple(says), tuple(tables))


def _cost(told: _Told) -> PackSection | None:
    found, span = told.facts.costs, told.facts.span
    if found is None:
        return None
    lines = [
        (_text(told.says(_word(line.kind))),
         PackCell(CellKind.COUNT, line.count, costs_path(line.kind, span.from_on, span.on)),
         PackCell(CellKind.MONEY, line.fen))
        for line in found.lines
    ]  # fmt: skip
    lines.append((_text(told("合计", "All")), _text(""), PackCell(CellKind.MONEY, found.fen)))
    lines.append(
        (
            _text(told("每元回收成本", "Cost of each yuan recovered")),
            _text(""),
            PackCell(CellKind.SHARE, found.per_fen_ppm),
        )
    )
    heads = (told("成本", "Cost"), told("数量", "Number"), told("金额", "Amount"))
    return PackSection(
        "costs", told("成本", "Costs"), (), (PackTable(told("回收成本", "Cost of recovering"), heads, tuple(lines)),)
    )


def _ranking(told: _Told) -> PackSection | None:
    heads = (
        "#", told("名称", "Name"), told("借据", "Loans"), told("应收", "Past due"), told("回收", "Came in"),
        told("同类回收率", "Like cases elsewhere"), told("差异", "Difference"), told("区间下限", "Low"),
        told("区间上限", "High"),
        told("收缩后", "Counted as"),
    )  # fmt: skip
    tables = []
    for by, rows in told.facts.ranking:
        field = "agency" if by.value == "agency" else by.value
        lines = tuple(_ranked(one, rows_path(told.slice(**{field: one.key}))) for one in rows)
        if lines:
            tables.append(PackTable(told.says(_word(by)), heads, lines))
    note = told(
        "与同类案件相比;组小则向零收缩,无同类可比者不排名。",
        "Against like cases; small ones are drawn to nought; without like cases there is no place.",
    )
    title = told("可比排名", "Ranking by like cases")
    return PackSection("ranking", title, (note,), tuple(tables)) if tables else None


def _ranked(one: Ranked, opens: str) -> tuple[PackCell, ...]:
    points = (one.difference_ppm, one.low_ppm, one.high_ppm, one.shrunk_ppm)
    return (
        PackCell(CellKind.COUNT, one.rank), _text(one.name), PackCell(CellKind.COUNT, one.loans, opens),
        PackCell(CellKind.MONEY, one.base_fen), PackCell(CellKind.MONEY, one.collected_fen),
        PackCell(CellKind.SHARE, one.matched_ppm), *(PackCell(CellKind.POINTS, value) for value in points),
    )  # fmt: skip


def _exceptions(told: _Told) -> PackSection | None:
    found, span = told.facts.exceptions, told.facts.span
    if found is None:
        return None
    opens = verdicts_path(span.from_on, span.on)
    lines = (
        (_text(told("被拦下的行为", "Acts the law did not permit")), PackCell(CellKind.COUNT, found.refused, opens)),
        (_text(told("新增投诉", "Complaints noted")),
         PackCell(CellKind.COUNT, found.complaints, f"{CASES}?tag=complaint")),
        (_text(told("未关闭的缺口", "Gaps open")), PackCell(CellKind.COUNT, found.gaps, GAPS)),
    )  # fmt: skip
    heads = (told("异常", "Exception"), told("数量", "Number"))
    tables = [PackTable(told("异常", "Exceptions"), heads, lines)]
    if found.refused_by_rule:
        named = (told("规则", "Rule"), told("行为", "Act"), told("数量", "Number"))
        by_rule = tuple(
            (_text(rule), _text(told.says(action)), PackCell(CellKind.COUNT, count, f"{opens}&rule={rule}"))
            for rule, action, count in found.refused_by_rule
        )
        tables.append(PackTable(told("按规则", "By rule"), named, by_rule))
    return PackSection("exceptions", told("异常", "Exceptions"), (), tuple(tables))


SECTIONS: tuple[Callable[[_Told], PackSection | None], ...] = (
    _figures, _why, _rolls, _funnel, _cash, _cost, _ranking, _exceptions,
)  # fmt: skip


def _word(member: object) -> Says:
    word = member.word  # type: ignore[attr-defined]
    return Says(word.zh, word.en)


def _text(value: str) -> PackCell:
    return PackCell(CellKind.TEXT, value)


def _shade(ppm: int | None) -> str:
    if not ppm:
        return ""
    return next((shade for edge, shade in SHADES if ppm < edge), "w4")
