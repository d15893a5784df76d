"""Lists as pages (列表页): a declared table answered as a page, as a fragment for htmx, or as an export."""

import secrets
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from huilong.shell.export import FORMATS, lines
from huilong.shell.filters import read_all
from huilong.shell.saved import reader, saved_filters
from huilong.shell.table import PAGE_SIZES, May, Source, Table, read_page

Log = Callable[[HttpRequest, dict[str, Any]], None]
"""A port: how the room journals an export. It gets the table, format, row count, filters and columns."""


def exported(
    request: HttpRequest, table: Table, source: Source, may: May, log: Log
) -> HttpResponseBase:
    """The whole filtered list as a file, after it was written into the journal. Only POST exports."""
    form = request.POST.get("export", "")
    if form not in FORMATS or not may_export(table, may):
        raise PermissionDenied
    asked, _mistakes = read_all(table.filters, request.GET)
    mark = f"{request.user.get_username()}-{secrets.token_hex(4)}"
    columns, sort = table.shown(may), table.sorted_by(request.GET)
    log(request, {
        "table": table.key, "format": form, "rows": source.page(asked, sort, 1, 1).total,
        "filters": request.GET.urlencode(), "columns": [column.name for column in columns], "mark": mark,
    })
    return FORMATS[form](lines(columns, source.each(asked, sort), mark), table.key)


def may_export(table: Table, may: May) -> bool:
    """Whether this reader may take the list away as a file."""
    return table.exports and (not table.export_permission or may(table.export_permission))


def list_page(
    request: HttpRequest, table: Table, source: Source, *, may: May, log: Log,
    template: str = "shell/list.html", **context: Any,
) -> HttpResponseBase:
    """Answer a list: a page, its table alone when htmx asks, or a file when an export is posted."""
    if request.method == "POST":
        return exported(request, table, source, may, log)
    htmx = getattr(request, "htmx", None)
    fragment = htmx and not htmx.history_restore_request
    page = read_page(table, source, request.GET, may)
    values = {
        "page": page, "fields": page.fields(), "table": table, "sizes": PAGE_SIZES,
        "may_export": may_export(table, may), "saved": saved_filters(reader(request), table.key), **context,
    }
    response = render(request, "shell/_table.html" if fragment else template, values)
    patch_vary_headers(response, ["HX-Request"])
    return response
