"""Editing tables (策略编辑): a draft is written, handed in, and online from its day when a second person agrees.

Roll-back is at once and needs nobody: the version before was agreed to already.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.kernel.tables import digest
from huilong.rooms.journal.actions import record
from huilong.rooms.people.actions import ask_approval
from huilong.rooms.people.terms import ApprovalKind, Approved
from huilong.rooms.strategy.actions.experiments import stop_for_roll_back
from huilong.rooms.strategy.models import Strategy, Version
from huilong.rooms.strategy.queries.trying import Impact, impact
from huilong.rooms.strategy.queries.versions import newest_in_force, shipped, stored
from huilong.rooms.strategy.rules.reading import checked, read_strategy, whole
from huilong.rooms.strategy.terms import Purpose, VersionState

SHIPPED_FROM = date(2000, 1, 1)


@transaction.atomic
def ensure_shipped(at: datetime) -> int:
    """Bring the shipped tables where a purpose has none (出厂策略); how many. Repeating changes nothing."""
    have = set(Strategy.objects.values_list("purpose", flat=True))
    brought = 0
    for purpose, plain in shipped().items():
        if purpose.value in have:
            continue
        one = Strategy.objects.create(purpose=purpose.value, name=plain["name"])
        made = Version.objects.create(
            strategy=one, number=1, state=VersionState.APPROVED, table=plain, sha256=digest(plain), author=0,
            effective_from=SHIPPED_FROM, written_at=at, approved_by=0, approved_at=at,
        )  # fmt: skip
        _record("strategy.shipped", made, at, actor="system")
        brought += 1
    return brought


@transaction.atomic
def start_draft(source: int, at: datetime) -> int:
    """Begin a draft from a version (新建草稿); its key. Raises Refusal `no-such-version`."""
    base = stored(source)
    Strategy.objects.select_for_update(no_key=True).get(pk=base.strategy_id)
    last = Version.objects.filter(strategy_id=base.strategy_id).aggregate(last=Max("number"))["last"] or 0
    draft = Version.objects.create(
        strategy_id=base.strategy_id, number=last + 1, state=VersionState.DRAFT, table=base.table, sha256=base.sha256,
        author=_me(), written_at=at,
    )  # fmt: skip
    _record("strategy.drafted", draft, at, base=base.number)
    return draft.pk


@transaction.atomic
def write(key: int, plain: Mapping[str, Any], seen: str, at: datetime) -> str:
    """Write a draft's table (修改草稿); its new fingerprint. Cells may be wrong still, the frame may not.

    `seen` is the fingerprint that the writer saw. Raises Refusal `version-closed`, `draft-changed`, `bad-table`.
    """
    draft = _locked(key, VersionState.DRAFT)
    if seen and seen != draft.sha256:
        raise Refusal(
            "draft-changed", zh="草稿已被他人修改。", en="Somebody else changed the draft meanwhile.",
            remedy_zh="请刷新页面后再改。", remedy_en="Reload the page and edit again.",
        )  # fmt: skip
    kept = dict(plain)
    whole(kept, Purpose(draft.strategy.purpose))
    read_strategy(kept, Purpose(draft.strategy.purpose))
    mark = digest(kept)
    if mark != draft.sha256:
        Version.objects.filter(pk=key).update(table=kept, sha256=mark, author=_me(), written_at=at, impact=None)
        draft.sha256 = mark
        _record("strategy.edited", draft, at)
    return mark


@transaction.atomic
def submit(key: int, effective_from: date | None, at: datetime) -> int:
    """Hand a version in to a second person (提交审批); the key of the request. Its impact is worked out and kept.

    `effective_from` None: for trials only. One approved for trials may be handed in again with a day. Raises Refusal
    `version-closed`, `table-unsound` with its first problem, `day-past`, `approval-waits`.
    """
    draft = _locked(key, VersionState.DRAFT, VersionState.SUBMITTED, VersionState.APPROVED)
    if draft.state == VersionState.APPROVED and (draft.effective_from is not None or effective_from is None):
        raise _closed(draft)
    purpose, today = Purpose(draft.strategy.purpose), timezone.localdate(at)
    if effective_from is not None and effective_from < today:
        raise Refusal(
            "day-past", status=422, where="effective_from", zh="生效日不能早于今天。",
            en="It cannot come into force before today.", remedy_zh="请修改生效日。", remedy_en="Choose a later day.",
        )  # fmt: skip
    _refuse_unsound(draft)
    told = impact_told(impact(read_strategy(draft.table, purpose).table, purpose, today))
    state = draft.state if draft.state == VersionState.APPROVED else VersionState.SUBMITTED.value
    Version.objects.filter(pk=key).update(state=state, impact=told)
    detail = {
        "table": draft.strategy.name, "version": draft.number, "page": f"/strategy/versions/{key}/",
        "effective_from": effective_from.isoformat() if effective_from else None, "sha256": draft.sha256,
        "borrowers": told["borrowers"], "moved": sum(one["borrowers"] for one in told["moved"]),
        "struck_by_law": told["struck"],
    }  # fmt: skip
    asked = ask_approval(ApprovalKind.STRATEGY, f"strategy:{key}", detail, actor=_me(), at=at)
    _record("strategy.submitted", draft, at)
    return asked


@transaction.atomic
def withdraw(key: int, at: datetime) -> None:
    """Take a draft back before anybody decided (撤回)."""
    draft = _locked(key, VersionState.DRAFT, VersionState.SUBMITTED)
    Version.objects.filter(pk=key).update(state=VersionState.WITHDRAWN, ended_by=_me(), ended_at=at)
    _record("strategy.withdrawn", draft, at)


@transaction.atomic
def approve(told: Approved) -> None:
    """Let a version go online on its day, because a second person agreed (批准): never on a day that is past."""
    draft = _locked(_key(told), VersionState.SUBMITTED, VersionState.APPROVED)
    if told.detail.get("sha256") != draft.sha256:
        raise Refusal("version-closed", zh="内容与提交时不同。", en="The version is not what was handed in.")
    if told.decided_by == draft.author:
        raise Refusal(
            "author-decides", status=403, rule="four-eyes", zh="起草人不能批准自己的策略。",
            en="Whoever wrote a strategy cannot let it go online.", remedy_zh="须由另一位同事审批。",
            remedy_en="Let another colleague decide.",
        )  # fmt: skip
    _refuse_unsound(draft)
    wanted = told.detail.get("effective_from")
    begins = max(date.fromisoformat(wanted), timezone.localdate(told.at)) if wanted else None
    Version.objects.filter(pk=draft.pk).update(
        state=VersionState.APPROVED, approved_by=told.decided_by, approved_at=told.at, effective_from=begins
    )
    draft.effective_from = begins
    _record("strategy.approved", draft, told.at)


@transaction.atomic
def refuse(told: Approved) -> None:
    """Close a version because a second person said no (驳回); one approved for trials stays so."""
    draft = Version.objects.select_for_update(no_key=True).filter(pk=_key(told)).first()
    if draft is not None and draft.state == VersionState.SUBMITTED:
        Version.objects.filter(pk=draft.pk).update(state=VersionState.REFUSED)
        _record("strategy.refused", draft, told.at)


@transaction.atomic
def roll_back(key: int, at: datetime) -> int:
    """Take the version that is online back at once (回滚); the key of the one that is online instead.

    An experiment with it ends. Raises Refusal `not-online`, `nothing-before`.
    """
    one = _locked(key, VersionState.APPROVED)
    today = timezone.localdate(at)
    all_of_it = list(Version.objects.filter(strategy_id=one.strategy_id, state=VersionState.APPROVED))
    now = newest_in_force(all_of_it, today)
    if now is None or now.pk != key:
        raise Refusal("not-online", zh="此版本不在线上。", en="This version is not online.",
                      remedy_zh="请打开线上版本。", remedy_en="Open the version that is online.")  # fmt: skip
    before = newest_in_force([other for other in all_of_it if other.pk != key], today)
    if before is None:
        raise Refusal("nothing-before", zh="没有可回滚的前一版本。", en="There is no version before it.",
                      remedy_zh="请新建草稿。", remedy_en="Start a draft instead.")  # fmt: skip
    Version.objects.filter(pk=key).update(state=VersionState.ROLLED_BACK, ended_by=_me(), ended_at=at)
    stop_for_roll_back(key, at)
    _record("strategy.rolled_back", one, at, online_again=before.number)
    return before.pk


@transaction.atomic
def retire(key: int, at: datetime) -> None:
    """Put an approved version that is not online away for good (停用): no roll-back goes to it.

    Raises Refusal `version-online`, `version-closed`, `in-experiment`.
    """
    one = _locked(key, VersionState.APPROVED)
    all_of_it = Version.objects.filter(strategy_id=one.strategy_id, state=VersionState.APPROVED)
    now = newest_in_force(all_of_it, timezone.localdate(at))
    if now is not None and now.pk == key:
        raise Refusal("version-online", zh="线上版本不能停用。", en="The version online cannot be put away.",
                      remedy_zh="请回滚。", remedy_en="Roll it back.")  # fmt: skip
    from huilong.rooms.strategy.models import Experiment

    if Experiment.objects.filter(state="running", challenger_id=key).exists():
        raise Refusal("in-experiment", zh="该版本正在实验中。", en="An experiment runs with this version.",
                      remedy_zh="请先结束实验。", remedy_en="End the experiment first.")  # fmt: skip
    Version.objects.filter(pk=key).update(state=VersionState.RETIRED, ended_by=_me(), ended_at=at)
    _record("strategy.retired", one, at)


def impact_told(found: Impact) -> dict[str, Any]:
    """An impact as it is kept (影响面记录)."""
    return {
        "on": found.on.isoformat(), "borrowers": found.borrowers, "overdue_fen": found.overdue_fen,
        "no_rule": found.no_rule, "struck": found.struck, "struck_before": found.struck_before,
        "moved": [{"was": one.was, "becomes": one.becomes, "borrowers": one.borrowers,
                   "overdue_fen": one.overdue_fen} for one in found.moved],
    }  # fmt: skip


def _refuse_unsound(draft: Version) -> None:
    found = [one for one in checked(read_strategy(draft.table, Purpose(draft.strategy.purpose))) if one.stops]
    if found:
        raise Refusal(
            "table-unsound", status=422, where="table", zh=f"决策表有 {len(found)} 个问题:{found[0].says.zh}",
            en=f"The table has {len(found)} problems: {found[0].says.en}", remedy_zh="请先修改。",
            remedy_en="Mend them first.",
        )  # fmt: skip


def _locked(key: int, *states: VersionState) -> Version:
    draft = stored(key, lock=True)
    if draft.state not in states:
        raise _closed(draft)
    return draft


def _closed(draft: Version) -> Refusal:
    word = VersionState(draft.state).word
    return Refusal(
        "version-closed", zh=f"此版本为“{word.zh}”,不能这样操作。", en=f"This version is {word.en} and stays as it is.",
        remedy_zh="请另建草稿。", remedy_en="Start another draft.",
    )  # fmt: skip


def _record(verb: str, one: Version, at: datetime, *, actor: str | None = None, **more: Any) -> None:
    detail = {
        "table": one.strategy.purpose, "version": one.number, "sha256": one.sha256,
        "effective_from": one.effective_from.isoformat() if one.effective_from else None, **more,
    }  # fmt: skip
    record(verb=verb, subject=("strategy", one.pk), at=at, detail=detail, actor=actor)


def _key(told: Approved) -> int:
    return int(told.subject.partition(":")[2])


def _me() -> int:
    who = acting()
    return who.user if who else 0
