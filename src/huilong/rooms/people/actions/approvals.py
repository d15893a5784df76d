"""Verbs of approvals (双人复核): ask, decide; what was asked for runs when a second person agrees."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from huilong.kernel.acting import Acting, act_as, acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.actions import record
from huilong.rooms.people.models import Approval, User
from huilong.rooms.people.rules.approvals import RULES, may_decide
from huilong.rooms.people.terms import ApprovalKind, ApprovalState, Approved

_runs: dict[tuple[str, bool], Callable[[Approved], object]] = {}


def on_approval(
    kind: str, run: Callable[[Approved], object], *, refused: Callable[[Approved], object] | None = None
) -> None:
    """Register what runs, in the same transaction and as the asker, when a request is approved, or refused."""
    _runs[ApprovalKind(kind).value, True] = run
    if refused is not None:
        _runs[ApprovalKind(kind).value, False] = refused


def ask_approval(kind: str, subject: str, detail: Mapping[str, Any], *, actor: int, at: datetime) -> int:
    """Ask for a second person (申请复核); the key of the request. `subject` is `kind:key`, `detail` plain JSON; neither
    says anything personal.

    Refused while the same is already waiting.
    """
    kept = ApprovalKind(kind)
    with transaction.atomic():
        Approval.objects.filter(state=ApprovalState.WAITING, expires_at__lte=at, kind=kept, subject=subject).update(
            state=ApprovalState.EXPIRED
        )
        try:
            with transaction.atomic():
                asked = Approval.objects.create(
                    kind=kept.value, subject=subject, detail=dict(detail), asked_by_id=actor, asked_at=at,
                    expires_at=at + timedelta(days=RULES[kept].days),
                )  # fmt: skip
        except IntegrityError as error:
            raise Refusal(
                "approval-waits", zh="相同的申请已在等待复核。",
                en="The same request already waits for a second person.",
                remedy_zh="请等待复核人处理。", remedy_en="Wait until somebody has decided it.",
            ) from error  # fmt: skip
        record(
            verb="approval.asked", subject=("approval", asked.pk), actor=f"user:{actor}", at=at,
            detail={"kind": kept.value, "subject": subject},
        )  # fmt: skip
    return asked.pk


@transaction.atomic
def decide(approval_id: int, *, approve: bool, actor: int, at: datetime) -> None:
    """Approve or refuse a request (复核). Never by the asker, never after its end, only by the roles of its kind."""
    asked = Approval.objects.select_for_update().filter(pk=approval_id, state=ApprovalState.WAITING).first()
    if asked is None or asked.expires_at <= at:
        raise Refusal(
            "approval-gone", zh="这项申请已处理或已过期。", en="This request was decided already, or has expired.",
            remedy_zh="请刷新列表。", remedy_en="Reload the list.",
        )  # fmt: skip
    decider = User.objects.filter(pk=actor, is_active=True).first()
    role = decider.role if decider else ""
    if not role or not may_decide(asked.kind, role, asker=asked.asked_by_id, decider=actor):
        raise Refusal(
            "not-a-second-person", status=403, rule="four-eyes", zh="您不能复核这项申请。",
            en="You cannot decide this request.", remedy_zh="须由另一位有复核权的同事处理。",
            remedy_en="Another colleague whose role may decide it has to.",
        )  # fmt: skip
    state = ApprovalState.APPROVED if approve else ApprovalState.REFUSED
    Approval.objects.filter(pk=asked.pk).update(state=state.value, decided_by=actor, decided_at=at)
    record(
        verb=f"approval.{state.value}", subject=("approval", asked.pk), actor=f"user:{actor}", at=at,
        detail={"kind": asked.kind, "subject": asked.subject, "asked_by": asked.asked_by_id},
    )  # fmt: skip
    run = _runs.get((asked.kind, approve))
    if run is not None and (approve or asked.asked_by.is_active):  # a request can be refused when its asker has left
        _run_as_asker(run, asked, actor, at)


def _run_as_asker(run: Callable[[Approved], object], asked: Approval, actor: int, at: datetime) -> None:
    """What was asked for, done by who asked for it: the second person lets it happen but needs no right to do it."""
    who, asker = acting(), User.objects.filter(pk=asked.asked_by_id, is_active=True).first()
    if asker is None:
        raise Refusal(
            "asker-left", zh="申请人的账户已停用。", en="The account of who asked is closed.",
            remedy_zh="请由在职同事重新申请。", remedy_en="Have a colleague ask again.",
        )  # fmt: skip
    told = Approved(asked.pk, asked.kind, asked.subject, asked.detail, asker.pk, actor, at)
    with act_as(
        Acting(asker.pk, asker.organisation_id, asker.role, who.where, f"approval:{asked.pk}") if who else None
    ):
        run(told)
