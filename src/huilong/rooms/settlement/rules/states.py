"""Where a statement may go from where it is (结算单状态流转): drafted, issued, disputed or agreed, approved, paid."""

from huilong.kernel.refusal import Refusal
from huilong.rooms.settlement.terms import StatementState as State

MAY: dict[str, frozenset[State]] = {
    "draft": frozenset({State.DRAFTED}),
    "issue": frozenset({State.DRAFTED}),
    "dispute": frozenset({State.ISSUED, State.DISPUTED}),
    "answer": frozenset({State.DISPUTED}),
    "agree": frozenset({State.ISSUED}),
    "approve": frozenset({State.AGREED}),
    "invoice": frozenset({State.APPROVED}),
    "pay": frozenset({State.INVOICED}),
    "book": frozenset({State.INVOICED}),
}
"""What may be done in which states."""


def refuse_unless(verb: str, state: State) -> None:
    """Refuse (`statement-state`) what does not fit the state a statement is in."""
    if state not in MAY[verb]:
        raise Refusal(
            "statement-state", zh=f"结算单当前状态为“{state.word.zh}”,不能这样做。",
            en=f"The statement is {state.word.en.lower()}: this cannot be done.",
            remedy_zh="请刷新页面。", remedy_en="Reload the page.",
        )  # fmt: skip
