"""Money for other systems (账务接口): receipts posted on the desk, and posting one."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema

from huilong.kernel.acting import acting
from huilong.rooms.ledger import actions, queries
from huilong.shell.api import Amount, Asked, Day, MaybeText, Text, done_once, known_only, needs

router = Router(tags=["ledger"])


class ReceiptsAsked(Asked):
    """Of which loan."""

    loan_id: Text


class ReceiptIn(Asked):
    """Money received for a loan. `lender_reference`: the lender's own receipt id, if there is one."""

    loan_id: Text
    on: Day
    amount_fen: Amount
    lender_reference: MaybeText = ""


class ReceiptOut(Schema):
    """A receipt posted on the desk; `in_book` once a night took it into the book."""

    id: int
    loan_id: str
    on: date
    amount_fen: int
    lender_reference: str
    posted_at: datetime
    in_book: bool


class Posted(Schema):
    """The receipt's key."""

    id: int


@router.get("/receipts", response=list[ReceiptOut], summary="柜台入账 · Receipts of a loan")
@needs("case.view")
@known_only(ReceiptsAsked)
def receipts(request: HttpRequest, asked: Query[ReceiptsAsked]) -> list[Any]:
    """Receipts posted on the desk for a loan, newest first; none for a loan this organisation does not see."""
    return queries.desk_receipts(asked.loan_id)


@router.post("/receipts", response=Posted, summary="入账 · Post a receipt")
@needs("receipt.post")
@done_once
def post(request: HttpRequest, body: ReceiptIn) -> dict[str, int]:
    """Post money received for a loan; it counts on the desk at once, and is in the book from the next night on."""
    me = acting()
    key = actions.post_receipt(
        loan_id=body.loan_id, on=body.on, amount_fen=body.amount_fen, lender_reference=body.lender_reference,
        actor=me.actor if me else "system", today=timezone.localdate(), at=timezone.now(),
    )  # fmt: skip
    return {"id": key}
