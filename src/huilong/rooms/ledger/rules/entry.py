"""An entry (凭证): lines that sum to nothing; money of others moves together with what is owed to them.

The database holds the same laws at commit (`migrations/0007_entries_scope.py`); here they are said in words first.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from hashlib import sha256

from huilong.kernel.money import MAX_FEN, Fen, yuan
from huilong.kernel.refusal import Refusal
from huilong.rooms.ledger.rules.chart import BANK, TRUST_BANK, Chart
from huilong.rooms.ledger.terms import AccountKind, Line, NewEntry

KIND = re.compile(r"[a-z][a-z_]{1,23}")
LONGEST_KEY, LONGEST_MEMO, LONGEST_NAME, MOST_LINES = 120, 200, 64, 2000


def balanced(lines: Sequence[Line]) -> bool:
    """Whether debits equal credits (借贷平衡).

    >>> balanced([Line("1002", 5), Line("1122", -5)]), balanced([Line("1002", 5)])
    (True, False)
    """
    return sum(line.fen for line in lines) == 0


def to_trust(fen: Fen) -> tuple[Line, Line]:
    """The lines that move the house's money to money held for others (划转代管), below zero: back.

    >>> to_trust(5)
    (Line(account='1012', fen=5, loan='', party=''), Line(account='1002', fen=-5, loan='', party=''))
    """
    return Line(TRUST_BANK, fen), Line(BANK, -fen)


def trust_gap(lines: Sequence[Line], chart: Chart) -> Fen:
    """By how much the lines move money of others otherwise than what is owed to them (代管差额); 0 is lawful.

    As each entry's gap is 0, the trust bank equals the trust liabilities on any day, as known by any day.
    """
    return sum(line.fen for line in lines if chart[line.account].trust)


def reversed_lines(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines that take these back (冲回)."""
    return tuple(Line(one.account, -one.fen, one.loan, one.party) for one in lines)


def digest(entry: NewEntry) -> bytes:
    """What an entry says, as 32 bytes (凭证摘要): the order of its lines and when it was recorded change nothing."""
    lines = sorted(f"{one.account}|{one.fen}|{one.loan}|{one.party}" for one in entry.lines)
    told = [entry.kind, entry.on.isoformat(), entry.key, entry.owner, str(entry.reverses or ""), *lines]
    return sha256("\n".join(told).encode()).digest()


def first_open(on: date, closed_through: date | None) -> date:
    """The day on which something of `on` is entered (入账日): itself, or the first after what is closed.

    >>> first_open(date(2026, 6, 30), date(2026, 7, 31)), first_open(date(2026, 6, 30), None)
    (datetime.date(2026, 8, 1), datetime.date(2026, 6, 30))
    """
    return on if closed_through is None or on > closed_through else closed_through + timedelta(days=1)


def refuse_unsound(entry: NewEntry, chart: Chart) -> None:
    """Refuse what is no entry: `entry-form`, `unknown-account`, `entry-unbalanced`, `trust-unnamed`, `trust-gap`."""
    _refuse_form(entry)
    for line in entry.lines:
        if line.account not in chart:
            raise _refused(
                "unknown-account", f"科目表中没有科目 {line.account}。", f"The chart has no account {line.account}.",
                "请使用科目表中的科目,或先在科目表登记。", "Use one of the chart, or enter it there first.",
            )  # fmt: skip
        account = chart[line.account]
        if account.trust and account.kind is AccountKind.LIABILITY and not (line.party or line.loan):
            raise _refused(
                "trust-unnamed", "代管款须注明归属(对方或借据)。",
                "Money held for others says for whom: a party or a loan.", "请填写 party 或 loan。",
                "Give the line a party or a loan.",
            )  # fmt: skip
    off = sum(line.fen for line in entry.lines)
    if off:
        raise _refused(
            "entry-unbalanced", f"借贷不平,差额 {yuan(off)} 元。", f"Debits and credits differ by {yuan(off)}.",
            "请补齐分录。", "Complete the lines.",
        )  # fmt: skip
    gap = trust_gap(entry.lines, chart)
    if gap:
        raise _refused(
            "trust-gap", f"代管银行存款与代管负债相差 {yuan(gap)} 元。",
            f"What is held for others and what is owed to them would differ by {yuan(gap)}.",
            f"请在同一凭证中于 {BANK} 与 {TRUST_BANK} 之间划转(to_trust)。",
            f"Move the money between {BANK} and {TRUST_BANK} in the same entry (to_trust).",
        )  # fmt: skip


def _refuse_form(entry: NewEntry) -> None:
    names = [*(one.loan for one in entry.lines), *(one.party for one in entry.lines), entry.owner]
    if (
        not KIND.fullmatch(entry.kind) or not 0 < len(entry.key) <= LONGEST_KEY or len(entry.memo) > LONGEST_MEMO
        or not 2 <= len(entry.lines) <= MOST_LINES or not entry.owner or any(len(one) > LONGEST_NAME for one in names)
        or any(not 0 < abs(one.fen) <= MAX_FEN for one in entry.lines)
    ):  # fmt: skip
        raise _refused(
            "entry-form", "凭证格式不正确。", "This has not the form of an entry.",
            f"须有类别、唯一键(≤ {LONGEST_KEY} 字符)和至少两行非零金额。",
            f"It has a kind, a key of at most {LONGEST_KEY} characters, and two lines or more that are not zero.",
        )  # fmt: skip


def _refused(code: str, zh: str, en: str, remedy_zh: str, remedy_en: str) -> Refusal:
    return Refusal(code, status=422, zh=zh, en=en, remedy_zh=remedy_zh, remedy_en=remedy_en)
