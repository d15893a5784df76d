"""Saved filters (已存筛选): a name for a filtered list, kept by the one who made it."""

from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from huilong.kernel.refusal import Refusal
from huilong.shell.models import SavedFilter

MOST = 30
"""Saved filters of one user and table; more are refused, so that the bar stays readable."""


def saved_filters(user_id: int, table: str) -> list[SavedFilter]:
    """The filters `user_id` kept for `table`, by name."""
    return list(SavedFilter.objects.filter(user=user_id, table=table))


def reader(request: HttpRequest) -> int:
    """The signed-in reader; every door of the house asks for one first."""
    return int(request.user.pk or 0)


def _back(request: HttpRequest, query: str = "") -> HttpResponse:
    path = request.POST.get("path", "/")
    if not url_has_allowed_host_and_scheme(path, allowed_hosts=None) or not path.startswith("/"):
        path = "/"
    return HttpResponseRedirect(f"{path}?{query}" if query else path)


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the posted `query` of `table` under `name`; the same name again replaces it."""
    name, table = request.POST.get("name", "").strip()[:40], request.POST.get("table", "")[:40]
    pairs = parse_qsl(request.POST.get("query", ""))
    query = urlencode([(key, value) for key, value in pairs if key not in ("page", "export")])
    if not name or not table or len(query) > 2000:
        raise Refusal(
            "filter-needs-a-name", status=422,
            zh="筛选需要一个名称。", en="A saved filter needs a name.",
            remedy_zh="填写名称后再保存。", remedy_en="Type a name and save again.",
        )
    if len(saved_filters(reader(request), table)) >= MOST:
        raise Refusal(
            "too-many-filters", status=422,
            zh=f"每个列表最多保存 {MOST} 个筛选。", en=f"At most {MOST} filters are kept for a list.",
            remedy_zh="先删除一个不用的筛选。", remedy_en="Delete one you no longer use first.",
        )
    SavedFilter.objects.update_or_create(
        user=reader(request), table=table, name=name, defaults={"query": query}
    )
    return _back(request, query)


@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one's own saved filter."""
    get_object_or_404(SavedFilter, pk=pk, user=request.user.pk).delete()
    return _back(request)
