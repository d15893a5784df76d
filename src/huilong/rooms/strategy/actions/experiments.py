"""Experiments (实验): begun with what was agreed to, ended by a person, by a guardrail, or because a version went."""

from datetime import datetime
from secrets import token_hex
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.actions import record
from huilong.rooms.strategy.models import Experiment, Version
from huilong.rooms.strategy.queries.versions import online, stored
from huilong.rooms.strategy.terms import ExperimentEnd, ExperimentState, Guardrails, Purpose, Shares, VersionState


def start_experiment(
    name: str, challenger: int, shares: Shares, at: datetime, *, horizon_days: int = 30, worth_ppm: int = 20_000,
    worth_fen: int = 10_000, guardrails: Guardrails | None = None, salt: str = "",
) -> int:  # fmt: skip
    """Try an approved version of the treatment table against the one online (开始实验); its key.

    Borrowers are shared out from the next night on. Raises Refusal `not-approved`, `same-version`, `bad-shares`,
    `experiment-runs`.
    """
    rails = guardrails or Guardrails()
    version = stored(challenger)
    now = online(timezone.localdate(at)).get(Purpose.TREATMENT)
    if version.state != VersionState.APPROVED or version.strategy.purpose != Purpose.TREATMENT or now is None:
        raise Refusal(
            "not-approved", zh="只有已批准的动作分配表可作挑战者。", en="A challenger is an approved treatment table.",
            remedy_zh="请先提交审批(不填生效日即仅供实验)。",
            remedy_en="Hand it in first; without a day it is for trials.",
        )  # fmt: skip
    if now.id == challenger:
        raise Refusal("same-version", zh="挑战者就是线上版本。", en="The challenger is what is online.",
                      remedy_zh="请选择另一版本。", remedy_en="Choose another version.")  # fmt: skip
    sound = 0 < shares.challenger_ppm <= 900_000 and 0 <= shares.holdout_ppm <= 200_000
    if not (sound and 1 <= horizon_days <= 180 and worth_ppm > 0 and worth_fen > 0 and name.strip()):
        raise Refusal("bad-shares", status=422, where="challenger", zh="名称、份额或期限有误。",
                      en="The name, a share or the horizon is off.", remedy_zh="挑战者至多 90%,永久留出至多 20%。",
                      remedy_en="A challenger takes 90 % at most, the hold-out 20 %.")  # fmt: skip
    with transaction.atomic():
        try:
            with transaction.atomic():
                made = Experiment.objects.create(
                    name=name.strip()[:80], champion_id=now.id, challenger_id=challenger, salt=salt or token_hex(16),
                    challenger_ppm=shares.challenger_ppm, holdout_ppm=shares.holdout_ppm, horizon_days=horizon_days,
                    worth_ppm=worth_ppm, worth_fen=worth_fen, complaints_ppm=rails.complaints_ppm,
                    blocked_ppm=rails.blocked_ppm, started_on=timezone.localdate(at), started_by=_me(),
                )  # fmt: skip
        except IntegrityError:
            raise Refusal("experiment-runs", zh="已有实验在进行。", en="An experiment runs already.",
                          remedy_zh="请先结束它。", remedy_en="End it first.") from None  # fmt: skip
        _record("experiment.started", made, at)
    return made.pk


@transaction.atomic
def end_experiment(key: int, why: ExperimentEnd, at: datetime, *, actor: str | None = None) -> bool:
    """End an experiment that runs (结束实验): from the next night all are the champion's; False: it was over."""
    one = Experiment.objects.select_for_update(no_key=True).filter(pk=key, state=ExperimentState.RUNNING).first()
    if one is None:
        return False
    state = ExperimentState.STOPPED if why is ExperimentEnd.GUARDRAIL else ExperimentState.ENDED
    Experiment.objects.filter(pk=key).update(
        state=state, ended_on=timezone.localdate(at), ended_by=_me(), why=why.value
    )
    _record("experiment.ended", one, at, actor=actor, why=why.value)
    return True


def stop_for_roll_back(version: int, at: datetime) -> None:
    """End the experiment that runs with a version that was taken back."""
    one = Experiment.objects.filter(state=ExperimentState.RUNNING).first()
    if one is not None and version in (one.champion_id, one.challenger_id):
        end_experiment(one.pk, ExperimentEnd.ROLLED_BACK, at)


def _record(verb: str, one: Experiment, at: datetime, *, actor: str | None = None, **more: Any) -> None:
    numbers = dict(Version.objects.filter(pk__in=[one.champion_id, one.challenger_id]).values_list("pk", "number"))
    detail = {
        "champion": numbers[one.champion_id], "challenger": numbers[one.challenger_id],
        "challenger_ppm": one.challenger_ppm, "holdout_ppm": one.holdout_ppm, **more,
    }  # fmt: skip
    record(verb=verb, subject=("experiment", one.pk), at=at, detail=detail, actor=actor)


def _me() -> int:
    who = acting()
    return who.user if who else 0
