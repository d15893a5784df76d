"""Verbs of templates (消息模板): draft, revise, submit, approve by a second person, retire; the shipped ones."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from huilong.kernel.acting import Acting, acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.contact.models import Template
from huilong.rooms.contact.queries.templates import findings_of, template
from huilong.rooms.contact.queries.wording import shipped_templates, wording
from huilong.rooms.contact.rules.rendering import parts
from huilong.rooms.contact.rules.wording import check_template
from huilong.rooms.contact.terms import LANGUAGES, WRITTEN, Channel, TemplateState
from huilong.rooms.journal.actions import record
from huilong.rooms.people.actions import ask_approval
from huilong.rooms.people.terms import ApprovalKind, Approved

KEY = re.compile(r"[a-z][a-z0-9_]{1,39}")
LAYOUT = "demand"
IN_WORK = (TemplateState.DRAFT, TemplateState.WAITING)


def draft_template(
    key: str, channel: Channel, language: str, subject: str, body: str, *, layout: str = "", at: datetime
) -> int:
    """Begin a new version of a template (起草模板); its id. One version is in work at a time.

    Raises Refusal `bad-key`, `no-such-channel`, `template-in-work`, and what `rendering.parts` refuses.
    """
    _refuse_unfit(key, channel, language)
    parts(subject, "subject"), parts(body)
    with transaction.atomic():
        last = Template.objects.filter(key=key, language=language).aggregate(last=Max("version"))["last"] or 0
        try:
            with transaction.atomic():
                made = Template.objects.create(
                    key=key, version=last + 1, channel=channel.value, language=language, subject=subject, body=body,
                    layout=_layout(channel, layout), author=_me().user, drafted_at=at,
                )  # fmt: skip
        except IntegrityError:
            raise Refusal(
                "template-in-work", zh="该模板已有在办版本。", en="Another version of this template is in work.",
                remedy_zh="请先完成或停用该版本。", remedy_en="Finish or retire that one first.",
            ) from None  # fmt: skip
        _record(made, at, verb="template.drafted")
    return made.pk


def revise_template(pk: int, subject: str, body: str, *, layout: str = "", at: datetime) -> None:
    """Change a draft (修改草稿). Raises Refusal `template-stands` for what was submitted already."""
    parts(subject, "subject"), parts(body)
    with transaction.atomic():
        kept = _locked(pk, TemplateState.DRAFT)
        Template.objects.filter(pk=pk).update(
            subject=subject, body=body, layout=_layout(Channel(kept.channel), layout or kept.layout)
        )
        _record(kept, at, verb="template.revised")


def submit_template(pk: int, at: datetime) -> int:
    """Submit a draft to a second person (提交复核); the key of the request. Raises Refusal `template-findings`."""
    found = findings_of(template(pk))
    if found:
        first = found[0]
        raise Refusal(
            "template-findings", status=422, where=first.where,
            zh="模板未通过检查:" + ";".join(f"{one.where} {one.code} {one.what}" for one in found) + "。",
            en="The template does not pass: " + "; ".join(f"{one.where} {one.code} {one.what}" for one in found) + ".",
            remedy_zh="请修改后重新提交。", remedy_en="Change it and submit it again.",
        )  # fmt: skip
    with transaction.atomic():
        kept = _locked(pk, TemplateState.DRAFT)
        Template.objects.filter(pk=pk).update(state=TemplateState.WAITING)
        _record(kept, at, verb="template.submitted")
        return ask_approval(
            ApprovalKind.TEMPLATE, f"template:{pk}", {"template": kept.key, "version": kept.version},
            actor=_me().user, at=at,
        )  # fmt: skip


def approve_template(told: Approved) -> None:
    """What a second person's consent does (模板批准): this version counts, the one before retires."""
    pk = int(told.subject.partition(":")[2])
    with transaction.atomic():
        kept = _locked(pk, TemplateState.WAITING)
        if told.decided_by == kept.author:
            raise Refusal(
                "own-template", status=403, rule="four-eyes", zh="起草人不能批准自己的模板。",
                en="The author of a template does not approve it.",
            )  # fmt: skip
        if found := findings_of(kept):  # the rules may have grown since it was submitted
            raise Refusal(
                "template-findings", status=422, where=found[0].where, zh="按现行用语规则,模板未通过检查。",
                en="The template does not pass the rules of wording as they are now.",
            )  # fmt: skip
        _retire_approved(kept, told.at)
        Template.objects.filter(pk=pk).update(
            state=TemplateState.APPROVED, approved_by=told.decided_by, approved_at=told.at
        )
        _record(kept, told.at, verb="template.approved")


def take_back_template(pk: int, at: datetime) -> None:
    """Make a submitted version a draft again, after it was refused or by its author (退回草稿)."""
    with transaction.atomic():
        kept = _locked(pk, TemplateState.WAITING)
        Template.objects.filter(pk=pk).update(state=TemplateState.DRAFT)
        _record(kept, at, verb="template.taken_back")


def retire_template(pk: int, at: datetime) -> None:
    """Let a version count no more (停用模板); messages waiting with it are still made of it."""
    with transaction.atomic():
        kept = _locked(pk, TemplateState.DRAFT, TemplateState.APPROVED)
        Template.objects.filter(pk=pk).update(state=TemplateState.RETIRED, retired_at=at)
        _record(kept, at, verb="template.retired")


def ensure_default_templates(at: datetime) -> int:
    """Have the templates shipped with the house, approved as the system's (自带模板); how many were new.

    A key that has any version already is left alone: a house's own words are never overwritten.
    """
    new = 0
    for told in shipped_templates():
        for language, text in told["texts"].items():
            new += _ensure(told, language, text, at)
    return new


def _ensure(told: Mapping[str, Any], language: str, text: Mapping[str, str], at: datetime) -> int:
    channel, subject, body = Channel(told["channel"]), text.get("subject", ""), text["body"].strip()
    found = check_template(channel, subject, body, wording())
    if found:
        raise ValueError(f"{told['key']} {language}: {found}")
    with transaction.atomic():
        if Template.objects.filter(key=told["key"], language=language).exists():
            return 0
        made = Template.objects.create(
            key=told["key"], version=1, channel=channel.value, language=language, subject=subject, body=body,
            layout=_layout(channel, told.get("layout", "")), state=TemplateState.APPROVED, author=0, drafted_at=at,
            approved_at=at,
        )  # fmt: skip
        _record(made, at, verb="template.shipped")
    return 1


def _retire_approved(kept: Template, at: datetime) -> None:
    before = Template.objects.filter(key=kept.key, language=kept.language, state=TemplateState.APPROVED)
    before.update(state=TemplateState.RETIRED, retired_at=at)


def _locked(pk: int, *states: TemplateState) -> Template:
    kept = Template.objects.select_for_update().filter(pk=pk).first()
    if kept is None or kept.state not in states:
        raise Refusal(
            "template-stands", zh="此版本当前状态不允许该操作。", en="This version cannot be changed like that now.",
            remedy_zh="请刷新页面,或起草新版本。", remedy_en="Reload the page, or draft a new version.",
        )  # fmt: skip
    return kept


def _layout(channel: Channel, layout: str) -> str:
    return (layout or LAYOUT) if channel is Channel.LETTER else ""


def _record(kept: Template, at: datetime, *, verb: str) -> None:
    detail = {"key": kept.key, "language": kept.language, "version": kept.version, "channel": kept.channel}
    record(verb=verb, subject=("template", kept.pk), detail=detail, at=at)


def _refuse_unfit(key: str, channel: Channel, language: str) -> None:
    if not KEY.fullmatch(key) or language not in LANGUAGES:
        raise Refusal(
            "bad-key", status=422, where="key", zh="模板代码须为小写字母、数字与下划线,并选择语言。",
            en="A template's key has lower-case letters, digits and underscores, and a language of the list.",
        )  # fmt: skip
    known = Template.objects.filter(key=key).values_list("channel", flat=True).first()
    if channel not in WRITTEN or (known and known != channel.value):
        raise Refusal(
            "no-such-channel", status=422, where="channel", zh="该模板不能用于此渠道。",
            en="This template is not for that channel.",
            remedy_zh="一个代码只属于一个渠道。", remedy_en="A key belongs to one channel.",
        )  # fmt: skip


def _me() -> Acting:
    who = acting()
    if who is None or not who.user:
        raise Refusal("nobody-acts", status=403, zh="未说明由谁操作。", en="Nobody said who acts.")
    return who
