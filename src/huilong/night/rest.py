"""Nights for other systems (跑批接口): what ran, for which day, how it ended."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from huilong.night import queries
from huilong.shell.api import Paged, known_only, needs, pages

router = Router(tags=["nights"])


class NightOut(Schema):
    """One run of the night for one day; `seconds` is what its steps took."""

    on: date
    attempt: int
    state: str
    started_at: datetime
    finished_at: datetime | None
    seconds: float


class NightsOut(Schema):
    """One page of nights."""

    nights: list[NightOut]
    total: int
    page: int
    pages: int


@router.get("/nights", response=NightsOut, summary="跑批 · Nights")
@needs("night.view")
@known_only(Paged)
def nights(request: HttpRequest, asked: Query[Paged]) -> dict[str, Any]:
    """Nights, newest first."""
    rows, total = queries.runs(page=asked.page, size=asked.size)
    return {"nights": rows, "total": total, "page": asked.page, "pages": pages(total, asked.size)}
