"""What a table may ask about (策略特征): names of the glossary, one definition, for a borrower and not for a loan."""

from huilong.kernel.tables import Column, ColumnType
from huilong.rooms.strategy.terms import BorrowerSegment, PayLevel, Purpose, Tone, TreatmentChannel, TreatmentQueue

INT, FEN, PPM, BOOL, TEXT, ENUM = (
    ColumnType.INT, ColumnType.FEN, ColumnType.PPM, ColumnType.BOOL, ColumnType.TEXT, ColumnType.ENUM
)  # fmt: skip
MILLION = 1_000_000
LEVELS = tuple(one.value for one in PayLevel)
GRADES = ("A", "B", "C", "D")
SEGMENTS = tuple(one.value for one in BorrowerSegment)

FEATURES: tuple[Column, ...] = (
    Column("past_due_days", INT, "逾期天数", "days past due", "天", low=0, unknown=False),
    Column("bucket", INT, "账龄段", "bucket", "M", low=0, high=99, unknown=False),
    Column("overdue_fen", FEN, "逾期金额", "overdue", "元", low=0, unknown=False),
    Column("principal_fen", FEN, "剩余本金", "principal left", "元", low=0, unknown=False),
    Column("loans", INT, "借据数", "loans", "笔", low=1, unknown=False),
    Column("product", TEXT, "产品", "product"),
    Column("region", TEXT, "地区", "region"),
    Column("city", TEXT, "城市", "city"),
    Column("months_on_book", INT, "在账月数", "months on book", "月", low=0),
    Column("vintage", INT, "放款月", "vintage", "YYYYMM", low=190001, high=299912),
    Column("promises_kept", INT, "履约承诺数", "promises kept", "次", low=0, unknown=False),
    Column("promises_broken", INT, "断诺次数", "promises broken", "次", low=0, unknown=False),
    Column("paid_days_ago", INT, "距上次还款", "days since paid", "天", low=0),
    Column("contactable", BOOL, "可联系", "contactable"),
    Column("placed", BOOL, "已委外", "placed", unknown=False),
    Column("in_disposal", BOOL, "处置中", "in disposal", unknown=False),
    Column("hold", BOOL, "停催", "on hold", unknown=False),
    Column("dispute", BOOL, "有异议", "in dispute", unknown=False),
    Column("hardship", BOOL, "困难客户", "hardship", unknown=False),
    Column("device_silent", BOOL, "设备失联", "device silent"),
    Column("value_fen", FEN, "车辆估值", "vehicle value", "元", low=0),
    Column("shortfall_fen", FEN, "抵押缺口", "shortfall", "元", low=0),
    Column("roll_ppm", PPM, "恶化概率", "chance to roll", "%", low=0, high=MILLION),
    Column("cure_ppm", PPM, "治愈概率", "chance to cure", "%", low=0, high=MILLION),
    Column("promise_ppm", PPM, "守诺概率", "chance to keep a promise", "%", low=0, high=MILLION),
    Column("recovery_ppm", PPM, "预期回收率", "expected recovery", "%", low=0, high=MILLION),
    Column("warning_ppm", PPM, "预警概率", "early warning", "%", low=0, high=MILLION),
)
"""What the night knows of a borrower."""
_BY_TABLES: dict[Purpose, tuple[Column, ...]] = {
    Purpose.WILLINGNESS: (Column("willingness", ENUM, "还款意愿", "willingness", members=LEVELS),),
    Purpose.ABILITY: (Column("ability", ENUM, "还款能力", "ability", members=LEVELS),),
    Purpose.GRADE: (Column("grade", ENUM, "管理等级", "grade", members=GRADES),),
    Purpose.SEGMENT: (Column("segment", ENUM, "客群", "segment", members=SEGMENTS),),
}
TREATMENT: tuple[Column, ...] = (
    Column("channel", ENUM, "渠道", "channel", members=tuple(one.value for one in TreatmentChannel), unknown=False),
    Column("tone", ENUM, "语气", "tone", members=tuple(one.value for one in Tone), unknown=False),
    Column("template", TEXT, "模板", "template"),
    Column("every_days", INT, "每几天", "every days", "天", low=1, high=90, unknown=False),
    Column("offer_limit_ppm", PPM, "减免上限", "offer limit", "%", low=0, high=MILLION, unknown=False),
    Column("queue", ENUM, "队列", "queue", members=tuple(one.value for one in TreatmentQueue), unknown=False),
    Column("next_look_days", INT, "几天后再看", "next look in days", "天", low=1, high=90, unknown=False),
)
"""What a treatment table gives."""


def asks_of(purpose: Purpose) -> tuple[Column, ...]:
    """The columns a table of this purpose may ask (可用条件列): the features, and what earlier tables gave."""
    earlier: tuple[Column, ...] = ()
    for one in Purpose:
        if one is purpose:
            break
        earlier += _BY_TABLES[one]
    return FEATURES + earlier


def gives_of(purpose: Purpose) -> tuple[Column, ...]:
    """The outcomes of a table of this purpose (结果列)."""
    return TREATMENT if purpose is Purpose.TREATMENT else _BY_TABLES[purpose]


KNOWN = {one.name: one for one in (*FEATURES, *(column for columns in _BY_TABLES.values() for column in columns))}
"""Every feature by its name, those of earlier tables too."""
