"""Pages of API tokens (接口令牌): issue, see when each was last used, revoke."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huilong.kernel.refusal import Refusal
from huilong.rooms.people import actions
from huilong.rooms.people.models import ApiToken, Organisation
from huilong.rooms.people.queries import may
from huilong.rooms.people.rules.permissions import PERMISSIONS
from huilong.rooms.people.web_table import nothing_leaves
from huilong.shell.filters import Filter, Flag
from huilong.shell.lists import list_page
from huilong.shell.permission import require
from huilong.shell.sources import QuerySetSource
from huilong.shell.table import Column, Table


def _ended(row: ApiToken) -> str:
    if row.revoked_at:
        return gettext("revoked")
    return gettext("expired") if row.expires_on < timezone.localdate() else gettext("in force")


TOKENS = Table(
    key="tokens", title=_("API tokens"), order="-issued_at", exports=False,
    empty=_("No other system has a token. Issue one above."),
    columns=(
        Column("name", _("Its name"), sort="name", href=lambda row: reverse("people:token", args=[row.pk])),
        Column("place", _("Organisation"), sort="organisation__name"),
        Column("scopes", _("May"), value=lambda row: "  ".join(row.scopes)),
        Column("per_minute", _("Requests a minute"), "number"),
        Column("issued_at", _("Issued"), "moment", sort="issued_at"),
        Column("expires_on", _("Valid through"), "date", sort="expires_on"),
        Column("last_used_at", _("Last used"), "moment", sort="last_used_at"),
        Column("state", _("State"), "tag", value=_ended, red=lambda row: row.revoked_at is not None),
    ),
    filters=(Filter("text", _("Its name")), Flag("valid", _("In force only"))),
)  # fmt: skip


def _rows() -> QuerySet:
    return ApiToken.objects.annotate(place=F("organisation__name"))


def _narrow(rows: QuerySet, asked: Mapping[str, Any]) -> QuerySet:
    if asked.get("valid"):
        rows = rows.filter(Q(revoked_at=None) & Q(expires_on__gte=timezone.localdate()))
    return rows.filter(name__icontains=asked["text"]) if asked.get("text") else rows


@require_GET
def tokens(request: HttpRequest) -> HttpResponseBase:
    """Tokens of other systems (接口令牌)."""
    require(request, "token.manage")
    return list_page(
        request, TOKENS, QuerySetSource(_rows, _narrow), may=partial(may, request.user), log=nothing_leaves,
        template="people/tokens.html",
    )  # fmt: skip


@sensitive_variables("secret")
@require_http_methods(["GET", "POST"])
def new_token(request: HttpRequest) -> HttpResponse:
    """Issue a token (签发令牌); its secret is on this page once and nowhere else."""
    require(request, "token.manage")
    told: dict[str, Any] = {}
    if request.method == "POST":
        given = request.POST
        whole = {name: given.get(name, "") for name in ("organisation", "days", "per_minute")}
        numbers = {name: int(text) if text.isdecimal() and len(text) < 10 else 0 for name, text in whole.items()}
        try:
            key, secret = actions.issue_token(
                given.get("name", "")[:200], numbers["organisation"], given.getlist("scopes"),
                actor=int(request.user.pk or 0), at=timezone.now(), days=numbers["days"],
                per_minute=numbers["per_minute"],
            )  # fmt: skip
            return render(request, "people/token_issued.html", {"secret": secret, "key": key})
        except Refusal as refusal:
            told = {"refusal": refusal, "given": given, "chosen": given.getlist("scopes")}
    context = {
        "organisations": Organisation.objects.filter(is_active=True).order_by("name"),
        "permissions": sorted(PERMISSIONS), **told,
    }  # fmt: skip
    return render(request, "people/token_new.html", context, status=422 if told else 200)


@require_GET
def token(request: HttpRequest, pk: int) -> HttpResponse:
    """One token: what it may, its last use, and the way to revoke it."""
    require(request, "token.manage")
    one = ApiToken.objects.select_related("organisation").filter(pk=pk).first()
    status = 200 if one else 404
    return render(request, "people/token.html", {"one": one, "state": one and _ended(one)}, status=status)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke a token at once (吊销令牌)."""
    require(request, "token.manage")
    if actions.revoke_token(pk, actor=int(request.user.pk or 0), at=timezone.now()):
        messages.success(request, gettext("The token opens nothing any more."))
    return redirect("people:tokens")


doors = [
    path("tokens/", tokens, name="tokens"),
    path("tokens/new/", new_token, name="new_token"),
    path("tokens/<int:pk>/", token, name="token"),
    path("tokens/<int:pk>/revoke/", revoke, name="revoke_token"),
]
