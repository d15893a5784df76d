"""Editing house rules (本机构规则编辑): a draft is written, tried, handed in, and holds when a second person agrees."""

import hashlib
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.compliance.models import HouseRule
from huilong.rooms.compliance.queries import rulebook
from huilong.rooms.compliance.queries.drafts import impact_of, tried_out
from huilong.rooms.compliance.rules.drafts import Trial, drafted
from huilong.rooms.compliance.terms import DraftState
from huilong.rooms.journal.actions import record
from huilong.rooms.people.actions import ask_approval
from huilong.rooms.people.terms import ApprovalKind, Approved

OPEN = (DraftState.DRAFT, DraftState.WAITING)


@transaction.atomic
def start_draft(text: str, effective_from: date, at: datetime) -> int:
    """Write a new version of a house rule, or a new rule (起草); its key. Raises what `rules.drafts.drafted` raises."""
    rule = drafted(text, rulebook())
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('house-rule:' || %s, 0))", [rule.id])
    last = HouseRule.objects.filter(rule=rule.id).aggregate(last=Max("version"))["last"] or 0
    draft = HouseRule.objects.create(
        rule=rule.id, version=last + 1, text=text, state=DraftState.DRAFT.value, effective_from=effective_from,
        author=_me(), written_at=at,
    )  # fmt: skip
    _record("law.drafted", draft, at)
    return draft.pk


@transaction.atomic
def change_draft(draft_id: int, text: str, effective_from: date, at: datetime) -> None:
    """Write a draft anew (修改草稿). Raises Refusal `draft-closed`, `rule-id-fixed`, and what `drafted` raises."""
    draft = _locked(draft_id, DraftState.DRAFT)
    if (rule := drafted(text, rulebook())).id != draft.rule:
        raise Refusal(
            "rule-id-fixed", status=422, where="id", zh=f"此草稿是 {draft.rule} 的版本,编号不能改为 {rule.id}。",
            en=f"This is a version of {draft.rule}; its id cannot become {rule.id}.",
            remedy_zh="请另建草稿。", remedy_en="Start another draft.",
        )  # fmt: skip
    HouseRule.objects.filter(pk=draft.pk).update(
        text=text, effective_from=effective_from, written_at=at, impact=None
    )
    _record("law.draft_changed", _seen(draft_id), at)


@transaction.atomic
def try_draft(draft_id: int, at: datetime) -> None:
    """Judge last month's acts with a draft and without it, and keep what that told (试算影响)."""
    draft = _locked(draft_id, DraftState.DRAFT)
    _keep_impact(draft, at)
    _record("law.draft_tried", draft, at)


@transaction.atomic
def submit_draft(draft_id: int, at: datetime) -> int:
    """Hand a draft in to a second person (提交复核); the key of the request. Its impact is worked out once more.

    One already handed in may be so again when the request has run out. Raises Refusal `draft-unsound` with what its
    checks lack, `day-past`, and `approval-waits`.
    """
    draft = _locked(draft_id, *OPEN)
    _refuse_unsound(tried_out(draft))
    if draft.effective_from < timezone.localdate(at):
        raise Refusal(
            "day-past", status=422, where="effective_from", zh="生效日不能早于今天。",
            en="It cannot come into force before today.", remedy_zh="请修改生效日。", remedy_en="Choose a later day.",
        )  # fmt: skip
    told = _keep_impact(draft, at)
    HouseRule.objects.filter(pk=draft.pk).update(state=DraftState.WAITING.value)
    asked = ask_approval(
        ApprovalKind.HOUSE_RULE, f"house_rule:{draft.pk}",
        {
            "rule": draft.rule, "version": draft.version, "effective_from": draft.effective_from.isoformat(),
            "page": f"/law/drafts/{draft.pk}/", "verdicts_judged": told["judged"], "verdicts_changed": told["changed"],
            "sha256": _mark(draft),
        },
        actor=_me(), at=at,
    )  # fmt: skip
    _record("law.draft_submitted", draft, at)
    return asked


@transaction.atomic
def withdraw_draft(draft_id: int, at: datetime) -> None:
    """Take a draft back before anybody decided (撤回草稿)."""
    draft = _locked(draft_id, *OPEN)
    HouseRule.objects.filter(pk=draft.pk).update(state=DraftState.WITHDRAWN.value)
    _record("law.draft_withdrawn", draft, at)


@transaction.atomic
def approve_draft(told: Approved) -> None:
    """Let a version come into force because a second person agreed (批准生效): from its day, never from one past.

    Everything is checked once more, against the rulebook as it is now. Raises Refusal `draft-closed`, `author-decides`,
    `draft-unsound`, `draft-over`.
    """
    draft = _locked(_key(told), DraftState.WAITING)
    if told.detail.get("sha256") != _mark(draft):
        raise Refusal("draft-closed", zh="草稿与提交时不同。", en="The draft is not what was handed in.")
    if told.decided_by == draft.author:
        raise Refusal(
            "author-decides", status=403, rule="four-eyes", zh="起草人不能批准自己的规则。",
            en="Whoever wrote a rule cannot let it come into force.",
            remedy_zh="须由另一位同事复核。", remedy_en="Let another colleague decide.",
        )  # fmt: skip
    checked = tried_out(draft)
    _refuse_unsound(checked)
    starts = max(draft.effective_from, timezone.localdate(told.at))
    ends = checked.raw["in_force"]["to"]
    if ends is not None and ends < starts:
        raise Refusal("draft-over", zh="规则的失效日早于生效日。", en="The rule would end before it begins.")
    HouseRule.objects.filter(pk=draft.pk).update(
        state=DraftState.IN_FORCE.value, approved_by=told.decided_by, approved_at=told.at, effective_from=starts
    )
    rulebook()  # what cannot be read together is refused now, not at the next act
    _record("law.rule_approved", _seen(draft.pk), told.at)


@transaction.atomic
def refuse_draft(told: Approved) -> None:
    """Close a draft because a second person said no (拒绝草稿)."""
    draft = HouseRule.objects.select_for_update(no_key=True).filter(pk=_key(told), state=DraftState.WAITING).first()
    if draft is not None:
        HouseRule.objects.filter(pk=draft.pk).update(state=DraftState.REFUSED.value)
        _record("law.draft_refused", draft, told.at)


def _refuse_unsound(checked: Trial) -> None:
    if not checked.sound:
        raise Refusal(
            "draft-unsound", status=422, where="tests",
            zh=f"草稿未通过检查:{';'.join(one.zh for one in checked.lacking)}。",
            en=f"The draft does not hold: {'; '.join(one.en for one in checked.lacking)}.",
            remedy_zh="请修改规则或其测试。", remedy_en="Mend the rule or its tests.",
        )  # fmt: skip


def _keep_impact(draft: HouseRule, at: datetime) -> dict[str, int]:
    found = impact_of(draft, timezone.localdate(at))
    HouseRule.objects.filter(pk=draft.pk).update(impact=found | {"at": at.isoformat()})
    return found


def _locked(draft_id: int, *states: DraftState) -> HouseRule:
    draft = HouseRule.objects.select_for_update(no_key=True).filter(pk=draft_id).first()
    if draft is None:
        raise Refusal("no-such-draft", status=404, zh="没有这份规则草稿。", en="There is no such draft.")
    if draft.state not in states:
        now = DraftState(draft.state).word
        raise Refusal(
            "draft-closed", zh=f"此版本已是“{now.zh}”,不能再改。", en=f"This version is {now.en} and stays as it is.",
            remedy_zh="请另建草稿。", remedy_en="Start another draft.",
        )  # fmt: skip
    return draft


def _seen(draft_id: int) -> HouseRule:
    return HouseRule.objects.get(pk=draft_id)


def _record(verb: str, draft: HouseRule, at: datetime) -> None:
    detail = {
        "rule": draft.rule, "version": draft.version, "effective_from": draft.effective_from.isoformat(),
        "sha256": _mark(draft),
    }  # fmt: skip
    record(verb=verb, subject=("house_rule", draft.pk), at=at, detail=detail)


def _mark(draft: HouseRule) -> str:
    return hashlib.sha256(draft.text.encode()).hexdigest()


def _key(told: Approved) -> int:
    return int(told.subject.partition(":")[2])


def _me() -> int:
    who = acting()
    return who.user if who else 0
