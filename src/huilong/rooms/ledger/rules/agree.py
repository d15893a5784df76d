"""Whether the accounts and the lender's file agree (总账对账), receipt by receipt."""

from collections.abc import Mapping
from dataclasses import dataclass

from huilong.kernel.money import Fen
from huilong.kernel.refusal import Says
from huilong.rooms.ledger.terms import Disagreement, DisagreementKind

Key = tuple[str, str]
"""A receipt: loan, and its id in the book."""


@dataclass(frozen=True)
class InBook:
    """What the book holds of a receipt (账簿): net of reversals; whether the lender sent it, or only the desk."""

    fen: Fen
    from_desk: bool


def disagreements(book: Mapping[Key, InBook], ledger: Mapping[Key, Fen], waiting: frozenset[Key]) -> list[Disagreement]:
    """Where they differ, by loan and id; what waits for the next night (`waiting`) is not yet in the book by right.

    >>> [one.kind.value for one in disagreements({("L1", "R1"): InBook(5, False)}, {("L1", "R2"): 5}, frozenset())]
    ['not_posted', 'not_in_book']
    """
    found = []
    for key in sorted(book.keys() | ledger.keys()):
        told, held = book[key].fen if key in book else 0, ledger.get(key, 0)
        if told == held or (key not in book and key in waiting):
            continue
        kind = (
            DisagreementKind.NOT_IN_BOOK if key not in book
            else DisagreementKind.TAKEN_BACK if not told
            else DisagreementKind.NOT_POSTED if not held
            else DisagreementKind.AMOUNT
        )  # fmt: skip
        found.append(Disagreement(kind, *key, told, held, REMEDIES[kind]))
    return found


REMEDIES = {
    DisagreementKind.NOT_POSTED: Says(
        "今晚跑批将为在催借据补记;急用时可在借据入账后人工记账。",
        "The night posts it for loans in collections; if it is urgent, post it by hand.",
    ),
    DisagreementKind.AMOUNT: Says(
        "请在对账差异中处理;以贷方为准时,跑批按贷方金额重记。",
        "Settle the difference; where the lender is right, the night posts it anew by the lender's amount.",
    ),
    DisagreementKind.NOT_IN_BOOK: Says(
        "贷方文件没有这笔款:请贷方补发,或撤销入账。", "The lender's file lacks it: ask the lender, or take it back."
    ),
    DisagreementKind.TAKEN_BACK: Says(
        "贷方已冲正:跑批将冲回;柜台入账请撤销。",
        "The lender took it back: the night follows; take back what the desk posted.",
    ),
}
"""What to do about each kind (处理建议)."""
