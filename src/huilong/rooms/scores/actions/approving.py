"""Approving (模型复核): a draft is looked at by a second person before it may score anybody; then it is put to use."""

from datetime import datetime

from django.db import transaction

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.actions import record
from huilong.rooms.people.actions import ask_approval
from huilong.rooms.people.terms import ApprovalKind, Approved
from huilong.rooms.scores.models import ScoreModel
from huilong.rooms.scores.queries.models import model_of
from huilong.rooms.scores.terms import ModelState


def ask_for_use(key: int, *, user: int, at: datetime) -> int:
    """Ask a second person about a draft (提交复核); the request. Refuses `model-state`, `bad-model`."""
    model_of(key)
    with transaction.atomic():
        row = locked(key, ModelState.DRAFT)
        if row.made_by and row.made_by != user:
            raise Refusal(
                "not-yours", status=403, zh="只有训练者可以提交该模型。",
                en="Only who trained the model may submit it.",
                remedy_zh="请训练者提交。", remedy_en="Ask whoever trained it.",
            )  # fmt: skip
        told = {"target": row.target, "number": row.number, "sha256": row.sha256, "auc": row.figures.get("auc")}
        asked = ask_approval(ApprovalKind.SCORE_MODEL, f"model:{key}", told, actor=user, at=at)
        ScoreModel.objects.filter(pk=key).update(state=ModelState.ASKED)
        record(verb="score.asked", subject=("model", key), detail={"sha256": row.sha256}, at=at)
    return asked


def model_approved(told: Approved) -> None:
    """A second person agreed to a model (模型获批)."""
    approve(int(told.subject.partition(":")[2]), told.decided_by, told.at)


def model_refused(told: Approved) -> None:
    """A second person did not agree (模型被驳回): it is a draft again."""
    key = int(told.subject.partition(":")[2])
    ScoreModel.objects.filter(pk=key, state=ModelState.ASKED).update(state=ModelState.DRAFT)
    record(verb="score.refused", subject=("model", key), detail={"decided_by": told.decided_by}, at=told.at)


def approve(key: int, by: int, at: datetime) -> None:
    """Note who agreed to a model (登记复核). Refuses `model-state`, `not-a-second-person`."""
    with transaction.atomic():
        row = locked(key, ModelState.ASKED)
        if row.made_by == by:
            raise Refusal(
                "not-a-second-person", status=403, rule="four-eyes", zh="训练者不能复核自己的模型。",
                en="Who trained a model cannot approve it.", remedy_zh="请另一位同事复核。",
                remedy_en="Another colleague has to.",
            )  # fmt: skip
        ScoreModel.objects.filter(pk=key).update(state=ModelState.APPROVED, approved_by=by, approved_at=at)
        record(verb="score.approved", subject=("model", key), detail={"sha256": row.sha256, "by": by}, at=at)


def use(key: int, *, at: datetime) -> None:
    """Put an approved model to use; the one before is retired (启用模型). Refuses `model-state`, `bad-model`."""
    model_of(key)
    with transaction.atomic():
        row = locked(key, ModelState.APPROVED)
        before = ScoreModel.objects.filter(target=row.target, state=ModelState.IN_USE)
        replaced = list(before.values_list("pk", flat=True))
        before.update(state=ModelState.RETIRED, retired_at=at)
        ScoreModel.objects.filter(pk=key).update(state=ModelState.IN_USE, used_from=at)
        record(verb="score.used", subject=("model", key), detail={"sha256": row.sha256, "replaced": replaced}, at=at)


def retire(key: int, *, at: datetime) -> None:
    """Take a model out of use; the default answers until another is used (停用模型). Refuses `model-state`."""
    with transaction.atomic():
        row = locked(key, ModelState.IN_USE)
        ScoreModel.objects.filter(pk=key).update(state=ModelState.RETIRED, retired_at=at)
        record(verb="score.retired", subject=("model", key), detail={"sha256": row.sha256}, at=at)


def locked(key: int, state: ModelState) -> ScoreModel:
    """A model that stands so, locked; else `model-state`."""
    row = ScoreModel.objects.select_for_update().defer("artefact").filter(pk=key).first()
    if row is None or row.state != state:
        raise Refusal(
            "model-state", zh="模型当前状态不允许此操作。", en="The model does not stand so that this can be done.",
            remedy_zh="请刷新页面查看其状态。", remedy_en="Reload the page to see how it stands.",
        )  # fmt: skip
    return row


def me() -> int:
    """Who acts now; 0 for nobody."""
    who = acting()
    return who.user if who else 0
