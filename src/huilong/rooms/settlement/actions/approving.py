"""Approving (审批结算单): a second person by its amount, never who issued it; then it is owed."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.actions import record
from huilong.rooms.people.terms import Role
from huilong.rooms.settlement.actions.posting import post_fee
from huilong.rooms.settlement.queries.policy import settlement_policy
from huilong.rooms.settlement.queries.statements import stored
from huilong.rooms.settlement.rules.approving import may_approve
from huilong.rooms.settlement.rules.states import refuse_unless
from huilong.rooms.settlement.terms import StatementState as State


def approve(key: int, *, user: int, role: Role, at: datetime) -> None:
    """Approve a statement its firm agreed to (审批结算单): the ledger owes it from here on.

    Raises Refusal `not-a-second-person`, `statement-state`, and what the ledger refuses.
    """
    with transaction.atomic():
        row = stored(key, lock=True)
        refuse_unless("approve", State(row.state))
        if row.issued_by == user or not may_approve(role, row.fen, settlement_policy()):
            raise Refusal(
                "not-a-second-person", status=403, rule="four-eyes", zh="这份结算单不由您审批。",
                en="This statement is not for you to approve.",
                remedy_zh="须由出具人以外、权限足够的同事审批。",
                remedy_en="A colleague with authority for its amount, who did not issue it, has to.",
            )  # fmt: skip
        row.state, row.approved_by, row.approved_at = State.APPROVED, user, at
        row.save(update_fields=["state", "approved_by", "approved_at"])
        post_fee(key, row.organisation_id, row.fen, timezone.localdate(at), at)
        detail = {"statement": key, "fen": row.fen, "role": role.value}
        record(verb="statement.approved", subject=("statement", key), detail=detail, at=at)
