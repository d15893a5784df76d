"""Pages of templates (消息模板页): the list, drafting with what is wrong beside it, submitting to a second person."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huilong.kernel.refusal import Refusal
from huilong.rooms.contact.actions import templates as actions
from huilong.rooms.contact.models import Template
from huilong.rooms.contact.queries import templates as queries
from huilong.rooms.contact.queries.wording import wording
from huilong.rooms.contact.rules.rendering import VARIABLES
from huilong.rooms.contact.terms import LANGUAGES, WRITTEN, Channel, TemplateState
from huilong.rooms.journal.actions import record_export
from huilong.rooms.people.queries import may, names_of
from huilong.shell.filters import Choice, Filter
from huilong.shell.lists import list_page
from huilong.shell.permission import require
from huilong.shell.sources import QuerySetSource
from huilong.shell.table import Column, Table
from huilong.shell.templatetags.huilong import words

MOST_OF_A_BODY = 20_000


def _words(members: Any) -> list[tuple[str, Any]]:
    return [(one.value, words(one)) for one in members]


TEMPLATES = Table(
    key="templates", title=_("Templates"), order="key", exports=False, empty=_("There is no template yet."),
    columns=(
        Column("key", _("Template"), sort="key", href=lambda row: reverse("contact:template", args=[row.pk])),
        Column("channel", _("Channel"), value=lambda row: Channel(row.channel), sort="channel"),
        Column("language", _("Language"), sort="language"),
        Column("version", _("Version"), "number", sort="version"),
        Column("state", _("State"), "tag", value=lambda row: TemplateState(row.state), sort="state",
               red=lambda row: row.state == TemplateState.WAITING),
        Column("subject", _("Subject")),
        Column("drafted_at", _("Drafted"), "moment", sort="drafted_at"),
        Column("approved_at", _("Approved"), "moment", sort="approved_at"),
    ),
    filters=(
        Filter("text", _("Template")),
        Choice("state", _("State"), choices=partial(_words, TemplateState), everything=_("Any state")),
        Choice("channel", _("Channel"), choices=partial(_words, WRITTEN), everything=_("Any channel")),
        Choice("language", _("Language"), choices=[(one, one) for one in LANGUAGES], everything=_("Any language")),
    ),
)  # fmt: skip


def _narrow(rows: QuerySet[Template], asked: Mapping[str, Any]) -> QuerySet[Template]:
    for name in ("state", "channel", "language"):
        if asked.get(name):
            rows = rows.filter(**{name: asked[name]})
    return rows.filter(key__icontains=asked["text"]) if asked.get("text") else rows


@require_GET
def template_list(request: HttpRequest) -> HttpResponseBase:
    """The templates (消息模板)."""
    require(request, "template.view")
    return list_page(
        request, TEMPLATES, QuerySetSource(queries.templates, _narrow), may=partial(may, request.user),
        log=lambda request, detail: record_export(detail), template="contact/templates.html",
        drafts=may(request.user, "template.draft"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest) -> HttpResponse:
    """Draft a new version (起草模板), blank or from another version (`from`)."""
    require(request, "template.draft")
    refusal, given = None, _given(request)
    if request.method == "POST":
        try:
            channel = Channel(given["channel"]) if given["channel"] in list(WRITTEN) else Channel.NOTE
            made = actions.draft_template(
                given["key"], channel, given["language"], given["subject"], given["body"], layout=given["layout"],
                at=timezone.now(),
            )  # fmt: skip
            return redirect("contact:template", pk=made)
        except Refusal as error:
            refusal = error
    elif request.GET.get("from", "").isdecimal():
        kept = queries.template(int(request.GET["from"]))
        given = {name: getattr(kept, name) for name in given}
    told = {"refusal": refusal, "given": given, "channels": WRITTEN, "languages_of": LANGUAGES, "variables": VARIABLES}
    return render(request, "contact/template_new.html", told, status=refusal.status if refusal else 200)


def _given(request: HttpRequest) -> dict[str, str]:
    """The fields of the form, lines ended one way."""
    fields = ("key", "channel", "language", "subject", "body", "layout")
    told = {name: request.POST.get(name, "").replace("\r\n", "\n").strip()[:MOST_OF_A_BODY] for name in fields}
    return told | {"subject": told["subject"][:200], "layout": told["layout"][:40]}


@require_http_methods(["GET", "POST"])
def one_template(request: HttpRequest, pk: int) -> HttpResponse:
    """One version (模板详情): its text, what is wrong with it, and what may be done with it now."""
    require(request, "template.view")
    kept, refusal = queries.template(pk), None
    if request.method == "POST":
        require(request, "template.draft")
        given = _given(request)
        try:
            actions.revise_template(pk, given["subject"], given["body"], layout=given["layout"], at=timezone.now())
            return redirect("contact:template", pk=pk)
        except Refusal as error:
            refusal = error
            kept.subject, kept.body = given["subject"], given["body"]
    drafts = may(request.user, "template.draft")
    names = names_of({one for one in (kept.author, kept.approved_by) if one})
    told = {
        "one": kept, "state": TemplateState(kept.state), "channel": Channel(kept.channel), "refusal": refusal,
        "findings": queries.findings_of(kept), "variables": VARIABLES, "longest": wording().longest[kept.channel],
        "author": names.get(kept.author, ""), "approver": names.get(kept.approved_by or 0, ""), "drafts": drafts,
    }  # fmt: skip
    return render(request, "contact/template.html", told, status=refusal.status if refusal else 200)


VERBS = {
    "submit": (actions.submit_template, _("Submitted to a second person.")),
    "take-back": (actions.take_back_template, _("It is a draft again.")),
    "retire": (actions.retire_template, _("The template is retired.")),
}


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Submit, take back or retire a version (提交、退回、停用)."""
    from django.contrib import messages

    require(request, "template.draft")
    queries.template(pk)
    verb = VERBS.get(request.POST.get("verb", ""))
    if verb is None:
        raise Refusal("no-choice", status=422, where="verb", zh="请选择操作。", en="Choose what to do.")
    verb[0](pk, timezone.now())
    messages.success(request, gettext(str(verb[1])))
    return redirect("contact:template", pk=pk)


doors = [
    path("templates/", template_list, name="templates"),
    path("templates/new", draft, name="template_new"),
    path("templates/<int:pk>/", one_template, name="template"),
    path("templates/<int:pk>/move", move, name="template_move"),
]
