"""Reads of templates (消息模板)."""

from django.db.models import QuerySet

from huilong.kernel.refusal import Refusal
from huilong.rooms.contact.models import Template
from huilong.rooms.contact.queries.wording import wording
from huilong.rooms.contact.rules.wording import check_template
from huilong.rooms.contact.terms import Channel, Finding, TemplateState


def templates() -> QuerySet[Template]:
    """The templates the one who acts may see."""
    return Template.objects.all()


def template(pk: int) -> Template:
    """One version. Raises Refusal `no-such-template`."""
    found = Template.objects.filter(pk=pk).first()
    if found is None:
        raise Refusal("no-such-template", status=404, zh="没有这个模板。", en="There is no such template.")
    return found


def approved_template(key: str, language: str) -> Template:
    """The approved version of a template in a language. Raises Refusal `no-such-template`."""
    found = Template.objects.filter(key=key, language=language, state=TemplateState.APPROVED).first()
    if found is None:
        raise no_such_template(key)
    return found


def approved_templates(channels: tuple[Channel, ...] = ()) -> list[Template]:
    """The approved templates, of these channels or of all, by key and language."""
    found = Template.objects.filter(state=TemplateState.APPROVED).order_by("channel", "key", "language")
    return list(found.filter(channel__in=channels) if channels else found)


def findings_of(one: Template) -> list[Finding]:
    """What is wrong with a version by the rules of wording as they are now; braces and variables too."""
    try:
        return check_template(Channel(one.channel), one.subject, one.body, wording())
    except Refusal as refusal:
        return [Finding(refusal.code, refusal.where, refusal.says.en)]


def no_such_template(key: str) -> Refusal:
    """The refusal of a template that is not there, or not approved."""
    return Refusal(
        "no-such-template", status=404, where="template", zh=f"没有已批准的模板 {key}。",
        en=f"There is no approved template {key}.",
        remedy_zh="请从列表中选择。", remedy_en="Choose one of the list.",
    )  # fmt: skip
