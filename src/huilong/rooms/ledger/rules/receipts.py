"""What a receipt is to the accounts (回款记账): what pays the debt, what is owed back, what nobody can place yet."""

from dataclasses import dataclass

from huilong.kernel.money import Fen
from huilong.rooms.ledger.rules.chart import AFTER_WRITE_OFF, BANK, RECEIVABLE, REFUND_OWED, SUSPENSE
from huilong.rooms.ledger.terms import Line


@dataclass(frozen=True)
class Owed:
    """What a loan still takes (尚欠); None: whatever comes. `written_off`: the house took it off its accounts."""

    fen: Fen | None
    written_off: bool = False


def credit(loan: str, fen: Fen, owed: Owed | None, payer: str) -> tuple[Line, ...]:
    """Where money of a loan goes (贷方科目), summing to `-fen`. `owed` None: nobody knows the loan.

    >>> [(one.account, one.fen) for one in credit("L1", 500, Owed(300), "receipt:7")]
    [('1122', -300), ('2243', -200)]
    """
    if owed is None:
        return (Line(SUSPENSE, -fen, loan, payer),)
    pays = fen if owed.fen is None else min(fen, max(owed.fen, 0))
    account = AFTER_WRITE_OFF if owed.written_off else RECEIVABLE
    lines = (Line(account, -pays, loan), Line(REFUND_OWED, pays - fen, loan, payer))
    return tuple(line for line in lines if line.fen)


def received(loan: str, fen: Fen, owed: Owed | None, payer: str) -> tuple[Line, ...]:
    """The lines of money that came to the bank for a loan (银行收款)."""
    return (Line(BANK, fen, loan), *credit(loan, fen, owed, payer))


def payer_of(receipt: int) -> str:
    """Who paid, as far as the accounts need to know (付款方): whoever paid this receipt."""
    return f"receipt:{receipt}"


def key_of(receipt: int) -> str:
    """The key of the entry of a desk receipt (入账凭证唯一键)."""
    return f"receipt:{receipt}"
