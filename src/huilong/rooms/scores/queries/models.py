"""Models (模型查询): the list, one with its text, the one in use, what was watched of it."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Max, Q, QuerySet

from huilong.kernel.refusal import Refusal
from huilong.rooms.scores.models import ScoreModel, Watch
from huilong.rooms.scores.rules.model import Model, fingerprint, from_text
from huilong.rooms.scores.terms import ModelPage, ModelRow, ModelState, Target, WatchKind, WatchRow

SORTS = ("id", "target", "state", "made_at", "used_from")


def model_page(asked: Mapping[str, Any], sort: str = "-id", page: int = 1, size: int = 50) -> ModelPage:
    """One page of models (模型列表). `asked` may hold target and state."""
    wanted = Q()
    for name in ("target", "state"):
        if asked.get(name):
            wanted &= Q(**{name: str(asked[name])})
    found = _rows().filter(wanted)
    total = found.count()
    pages = max(1, -(-total // size))
    page = min(max(page, 1), pages)
    order = sort if sort.removeprefix("-") in SORTS else "-id"
    rows = found.order_by(order, "-id")[(page - 1) * size : page * size]
    return ModelPage(tuple(_row(one) for one in rows), total, page, pages)


def model_row(key: int) -> ModelRow:
    """One model. Refuses `no-such-model`."""
    return _row(_one(_rows(), key))


def model_of(key: int) -> Model:
    """A model itself, its text checked against its fingerprint. Refuses `no-such-model`, `bad-model`."""
    row = _one(ScoreModel.objects.all(), key)
    if fingerprint(row.artefact) != row.sha256:
        raise Refusal(
            "bad-model", status=422, where=str(key), zh="模型文件与其指纹不符。",
            en="The model's text is not what it was.",
            remedy_zh="请重新训练。", remedy_en="Train it anew.",
        )  # fmt: skip
    return from_text(row.artefact)


def in_use(target: Target) -> ModelRow | None:
    """The model that scores a target now (使用中的模型), if there is one."""
    row = _rows().filter(target=target.value, state=ModelState.IN_USE).first()
    return _row(row) if row else None


def next_number(target: Target) -> int:
    """The number the next model of a target gets."""
    return (ScoreModel.objects.filter(target=target.value).aggregate(last=Max("number"))["last"] or 0) + 1


def watched(key: int) -> tuple[WatchRow, ...]:
    """What was watched of a model (监控记录), newest month first, worst drift first."""
    rows = Watch.objects.filter(model_id=key).order_by("-month", "kind", "-value")[:500]
    return tuple(WatchRow(one.month, WatchKind(one.kind), one.name, one.value, one.other, one.cases) for one in rows)


def _rows() -> QuerySet[ScoreModel]:
    return ScoreModel.objects.defer("artefact")


def _one(found: QuerySet[ScoreModel], key: int) -> ScoreModel:
    row = found.filter(pk=key).first()
    if row is None:
        raise Refusal(
            "no-such-model", status=404, zh="没有这个模型。", en="There is no such model.",
            remedy_zh="请从模型列表打开。", remedy_en="Open it from the list of models.",
        )  # fmt: skip
    return row


def _row(one: ScoreModel) -> ModelRow:
    return ModelRow(
        one.pk, Target(one.target), one.number, ModelState(one.state), one.sha256, tuple(one.features), one.trained_on,
        one.figures, one.made_by, one.made_at, one.approved_by, one.used_from, one.retired_at,
    )  # fmt: skip
