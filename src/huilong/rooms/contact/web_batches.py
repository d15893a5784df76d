"""Pages of bulk sends (群发页): a template for a filtered list: see what it would come to, begin, watch, stop."""

from functools import partial
from typing import Any

from django.contrib import messages as notices
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huilong.kernel.refusal import Refusal, Says
from huilong.rooms.cases.queries import numbers_found
from huilong.rooms.cases.terms import CaseFilter
from huilong.rooms.cases.web_table import CASES
from huilong.rooms.compliance.queries import rule_named
from huilong.rooms.contact.actions import batches as actions
from huilong.rooms.contact.models import Batch
from huilong.rooms.contact.queries import batches as queries
from huilong.rooms.contact.queries import templates
from huilong.rooms.contact.terms import UNFINISHED, BatchState, Channel, MessageState
from huilong.rooms.journal.actions import record_export
from huilong.rooms.people.queries import may, names_of
from huilong.shell.filters import read_all
from huilong.shell.lists import list_page
from huilong.shell.permission import require
from huilong.shell.sources import QuerySetSource
from huilong.shell.table import Column, Table

PER_MINUTE = 60
CODES = {
    "no-person": _("The people of the case are missing"), "no-address": _("Nothing to write to"),
    "case-closed": _("The case is closed"), "nothing-past-due": _("Nothing is past due any more"),
}  # fmt: skip


def _log(request: HttpRequest, detail: dict[str, Any]) -> None:
    record_export(detail)


BATCHES = Table(
    key="batches", title=_("Bulk sends"), order="-id", exports=False, empty=_("Nothing was sent in bulk yet."),
    way_out=(_("Choose cases"), "cases:list"),
    columns=(
        Column("id", _("Bulk send"), "number", sort="id", href=lambda row: reverse("contact:batch", args=[row.pk])),
        Column("template", _("Template"), value=lambda row: row.template.key),
        Column("cases", _("Cases"), "number", value=lambda row: len(row.numbers)),
        Column("per_minute", _("A minute"), "number", sort="per_minute"),
        Column("state", _("State"), "tag", value=lambda row: BatchState(row.state), sort="state"),
        Column("made_at", _("Begun"), "moment", sort="made_at"),
    ),
)  # fmt: skip


def _all(rows: QuerySet[Batch], asked: Any) -> QuerySet[Batch]:
    return rows


@require_GET
def batch_list(request: HttpRequest) -> HttpResponseBase:
    """The bulk sends (群发列表)."""
    require(request, "message.bulk")
    return list_page(request, BATCHES, QuerySetSource(queries.batches, _all), may=partial(may, request.user), log=_log)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Preview a bulk send to the cases a filter finds (群发预览), and begin it as it was previewed."""
    require(request, "message.bulk")
    asked, mistakes = read_all(CASES.filters, request.GET)
    numbers = numbers_found(CaseFilter(**asked), most=queries.MOST_AT_ONCE + 1)
    told: dict[str, Any] = {
        "count": len(numbers), "most": queries.MOST_AT_ONCE, "alone": queries.ALONE, "per_minute": PER_MINUTE,
        "templates": templates.approved_templates(), "query": request.GET.urlencode(), "channels": Channel,
    }  # fmt: skip
    chosen = request.POST.get("template", "")
    if request.method == "GET" or not chosen.isdecimal():
        return render(request, "contact/batch_new.html", told)
    if mistakes or len(numbers) > queries.MOST_AT_ONCE or request.POST.get("counted", "") != str(len(numbers)):
        raise Refusal(
            "list-changed", zh="列表已变化或过长,未发送任何消息。",
            en="The list has changed, or is too long; nothing was sent.",
            remedy_zh=f"请刷新列表;一次最多 {queries.MOST_AT_ONCE} 件。",
            remedy_en=f"Reload it; at most {queries.MOST_AT_ONCE} cases go at once.",
        )  # fmt: skip
    template, rate = templates.template(int(chosen)), request.POST.get("per_minute", "")
    previewed = queries.preview(numbers, template, timezone.now())
    if "begin" not in request.POST:
        told |= {"previewed": previewed, "template": template, "rate": rate, "reasons": _reasons(previewed.refused)}
        return render(request, "contact/batch_new.html", told)
    pk, waits = actions.start_batch(
        template, previewed, int(rate) if rate.isdecimal() and len(rate) < 6 else 0, timezone.now(),
        team=getattr(request.user, "team_id", None),
    )  # fmt: skip
    notices.success(request, gettext("It waits for a second person.") if waits else gettext("The bulk send has begun."))
    return redirect("contact:batch", pk=pk)


@require_GET
def one_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a bulk send has come (群发进度)."""
    require(request, "message.bulk")
    kept = queries.batch(pk)
    counts = queries.progress(pk)
    told = {
        "one": kept, "state": BatchState(kept.state), "size": len(kept.numbers),
        "counts": [(state, counts.get(state, 0)) for state in MessageState if counts.get(state)],
        "by": names_of({kept.user}).get(kept.user, ""), "reasons": _reasons(kept.refused),
        "skipped": _reasons(kept.skipped), "may_stop": kept.state != BatchState.STOPPED,
        "going": kept.state == BatchState.RUNNING
        and (kept.looked_at < len(kept.numbers) or any(counts.get(one) for one in UNFINISHED)),
    }  # fmt: skip
    return render(request, "contact/batch.html", told)


@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a bulk send (停止群发)."""
    require(request, "message.bulk")
    queries.batch(pk)
    actions.stop_batch(pk, timezone.now())
    notices.success(request, gettext("Stopped. What was sent before was sent."))
    return redirect("contact:batch", pk=pk)


def _reasons(refused: Any) -> list[tuple[str, Any, int]]:
    """Counts per reason, the most first: the rule or code, what it says, how many."""
    return [(code, _said(code), n) for code, n in sorted(refused.items(), key=lambda one: (-one[1], one[0]))]


def _said(code: str) -> Any:
    if code in CODES:
        return CODES[code]
    try:
        return rule_named(code).title
    except Refusal:
        return Says(code, code)


doors = [
    path("batches/", batch_list, name="batches"),
    path("batches/new", new, name="batch_new"),
    path("batches/<int:pk>/", one_batch, name="batch"),
    path("batches/<int:pk>/stop", stop, name="batch_stop"),
]
