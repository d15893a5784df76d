"""Pages of approvals (双人复核): what waits for a second person, and what was decided."""

from collections.abc import Collection, Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from huilong.rooms.people import actions
from huilong.rooms.people.models import Approval, User
from huilong.rooms.people.queries import may, waits_for
from huilong.rooms.people.rules.approvals import kinds_decided_by, may_decide
from huilong.rooms.people.terms import ApprovalKind, ApprovalState, Role
from huilong.rooms.people.web_table import member_words, nothing_leaves
from huilong.shell.context import subject_door
from huilong.shell.filters import Choice
from huilong.shell.lists import list_page
from huilong.shell.permission import require
from huilong.shell.sources import QuerySetSource
from huilong.shell.table import Column, Table


def _state(row: Approval) -> ApprovalState:
    late = row.state == ApprovalState.WAITING and row.expires_at <= timezone.now()
    return ApprovalState.EXPIRED if late else ApprovalState(row.state)


def _subject(row: Approval) -> str:
    """What a request is about, in words: `Case CL20260000001`."""
    key, label, _url = subject_door(row.subject)
    return f"{label} {key}" if label else key


COLUMNS = (
    Column("kind", _("What"), value=lambda row: ApprovalKind(row.kind), sort="kind",
           href=lambda row: reverse("people:approval", args=[row.pk])),
    Column("subject", _("Subject"), value=_subject, href=lambda row: subject_door(row.subject)[2]),
    Column("asker", _("Asked by")),
    Column("asked_at", _("Asked"), "moment", sort="asked_at"),
    Column("expires_at", _("Waits until"), "moment", sort="expires_at"),
    Column("state", _("State"), "tag", value=_state, red=lambda row: _state(row) is ApprovalState.WAITING),
    Column("decider", _("Decided by")),
)  # fmt: skip
MINE = "me"


def _table(decides: Collection[str]) -> Table:
    """The list for a reader who decides these kinds: what waits for the reader first, if anything ever does."""
    return Table(
        key="approvals", title=_("Approvals"), order="-asked_at", exports=False, columns=COLUMNS,
        empty=_("Nothing waits for a second person."),
        filters=(
            Choice("for", _("Who decides"), choices=[(MINE, _("Waits for me"))], everything=_("Anybody's"),
                   default=MINE if decides else ""),
            Choice("state", _("State"), choices=partial(member_words, ApprovalState), everything=_("Any state"),
                   default=ApprovalState.WAITING.value),
            Choice("kind", _("What"), choices=partial(member_words, ApprovalKind), everything=_("Anything")),
        ),
    )  # fmt: skip


def _rows() -> QuerySet:
    return Approval.objects.annotate(asker=F("asked_by__display_name"), decider=F("decided_by__display_name"))


def _narrow(decides: Collection[str], reader: int, rows: QuerySet, asked: Mapping[str, Any]) -> QuerySet:
    if asked.get("for", MINE if decides else "") == MINE:
        rows = rows.filter(kind__in=decides).exclude(asked_by=reader)
    state = asked.get("state", ApprovalState.WAITING.value)
    late = Q(state=ApprovalState.WAITING, expires_at__lte=timezone.now())
    if state == ApprovalState.EXPIRED:
        rows = rows.filter(late | Q(state=ApprovalState.EXPIRED))
    elif state:
        rows = rows.filter(state=state).exclude(late)
    return rows.filter(kind=asked["kind"]) if asked.get("kind") else rows


@require_GET
def approvals(request: HttpRequest) -> HttpResponseBase:
    """What waits for a second person, and what was decided (待复核); above it what waits on pages of its own."""
    require(request, "approval.view")
    decides = kinds_decided_by(str(getattr(request.user, "role", "")))
    source = QuerySetSource(_rows, partial(_narrow, decides, int(request.user.pk or 0)))
    return list_page(
        request, _table(decides), source, may=partial(may, request.user), log=nothing_leaves,
        template="people/approvals.html", elsewhere=waits_for(request.user),
    )  # fmt: skip


def _mine_to_see(request: HttpRequest, pk: int) -> Approval:
    """The request, if the reader may see it: one's own, or with the permission."""
    found = get_object_or_404(Approval.objects.select_related("asked_by", "decided_by"), pk=pk)
    if found.asked_by_id != request.user.pk and not may(request.user, "approval.view"):
        raise PermissionDenied
    return found


@require_GET
def approval(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: what exactly would happen, asked by whom (复核详情)."""
    found = _mine_to_see(request, pk)
    role, user = found.detail.get("role", ""), None
    kind, _colon, key = found.subject.partition(":")
    if kind == "user" and key.isdecimal():
        user = User.objects.filter(pk=int(key)).first()
    state = _state(found)
    decides = state is ApprovalState.WAITING and may_decide(
        found.kind, str(getattr(request.user, "role", "")), asker=found.asked_by_id, decider=int(request.user.pk or 0)
    )
    plain = {key: value for key, value in found.detail.items() if key not in ("role", "organisation", "team")}
    return render(request, "people/approval.html", {
        "one": found, "kind": ApprovalKind(found.kind), "state": state, "subject_user": user, "detail": plain,
        "role": Role(role) if role in list(Role) else None, "decides": decides,
        "own": found.asked_by_id == request.user.pk, "about": subject_door(found.subject),
    })  # fmt: skip


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve or refuse (同意或拒绝)."""
    _mine_to_see(request, pk)
    approve = request.POST.get("decision") == "approve"
    actions.decide(pk, approve=approve, actor=int(request.user.pk or 0), at=timezone.now())
    messages.success(request, gettext("Approved and done.") if approve else gettext("Refused."))
    return redirect("people:approvals")


doors = [
    path("approvals/", approvals, name="approvals"),
    path("approvals/<int:pk>/", approval, name="approval"),
    path("approvals/<int:pk>/decide/", decide, name="decide"),
]
