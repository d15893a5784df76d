"""Reads of drafts (规则草稿): versions of house rules, and what checking one told."""

from datetime import date
from typing import Any

import yaml
from django.db.models import QuerySet

from huilong.kernel.refusal import Refusal
from huilong.rooms.compliance.models import HouseRule
from huilong.rooms.compliance.queries import lender, rule_named, rulebook, shipped
from huilong.rooms.compliance.queries.impact import impact
from huilong.rooms.compliance.rules.drafts import Trial, trial
from huilong.rooms.compliance.rules.may import CONTRACT, applies
from huilong.rooms.compliance.rules.reading import HOUSE, HOUSE_BINDING
from huilong.rooms.compliance.terms import Act, DraftState, Rule

BLANK = """\
id: CN-HOUSE-001
title: What it is about
title_zh: 规则名称
clause:
  article: n/a
  verified: false
  confidence: own_knowledge
binding: lender_policy
status: in_force
in_force:
  from: 2026-01-01
  to: null
  judged_by: event_date
adoption:
  needed: true
  on_by_default: true
applies:
  jurisdiction: CN
  actions:
    - contact.call
  lender_types:
    - any
  products:
    - any
kind: gate
requires: what has to be so
breach_when: visitor_count < 2
verdict:
  on_breach: needs_approval
  on_missing_facts: needs_approval
says:
  zh: 本机构制度:说明触犯了什么,以及应改为怎样做。
  en: House policy says what is wrong here and what to do instead.
tests:
  - name: breach
    action: contact.call
    facts:
      visitor_count: 1
    expect: needs_approval
  - name: no breach
    action: contact.call
    facts:
      visitor_count: 2
    expect: allow
"""
"""What somebody who writes a new rule begins with."""


def drafts() -> QuerySet[HouseRule]:
    """Every version of every house rule that the one who acts may see."""
    return HouseRule.objects.all()


def one_draft(key: int) -> HouseRule:
    """One of them. Raises Refusal `no-such-draft`."""
    found = drafts().filter(pk=key).first()
    if found is None:
        raise Refusal("no-such-draft", status=404, zh="没有这份规则草稿。", en="There is no such draft.")
    return found


def text_to_start_from(key: str) -> str:
    """The YAML a new version begins with: that of the house rule as it is now. Raises `unknown-rule`, `not-house`."""
    if not key:
        return BLANK
    rule = rule_named(key)
    if rule.instrument.book != HOUSE:
        raise Refusal(
            "not-house", status=422, where="from", rule=key, zh=f"{key} 不是本机构规则,不可改动。",
            en=f"{key} is not a rule of the house, and cannot be changed.",
            remedy_zh="可另立本机构规则加严。", remedy_en="Add a stricter rule of the house.",
        )  # fmt: skip
    told: str = yaml.safe_dump(
        dict(rule.more) | {"binding": HOUSE_BINDING}, allow_unicode=True, sort_keys=False, width=110
    )
    return told


def tried_out(draft: HouseRule) -> Trial:
    """A draft checked against the rulebook as it is now."""
    return trial(draft.text, rulebook())


def impact_of(draft: HouseRule, on: date) -> dict[str, Any]:
    """What a draft would have changed in the 30 days until `on`."""
    book = rulebook()
    return impact(trial(draft.text, book), book, on)


def follows(rule: Rule) -> bool:
    """Whether this lender is one the rule covers and follows the instrument it stands under."""
    house, action = lender(), min(rule.actions)
    facts = {CONTRACT: rule.starts.isoformat()}
    act = Act(action, rule.starts, house.jurisdiction, house.kind, house.product, house.adopted, None, facts)
    return applies(rule, act)


def former(draft: HouseRule) -> str:
    """The text of the rule that a draft would follow: the version approved last, else that of the file; "" if new."""
    before = HouseRule.objects.filter(rule=draft.rule, state=DraftState.IN_FORCE).exclude(pk=draft.pk)
    if draft.approved_at:
        before = before.filter(approved_at__lt=draft.approved_at)
    found = before.order_by("approved_at", "id").last()
    if found is not None:
        return found.text
    raw = next((one.more for one in shipped().rules if one.id == draft.rule), None)
    return "" if raw is None else str(yaml.safe_dump(dict(raw), allow_unicode=True, sort_keys=False, width=110))
