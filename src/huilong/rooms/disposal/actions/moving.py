"""Moving on (处置流转): a line of history, an entry in the journal, the figures of the list, a word to open pages."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.actions import one_at_the_case
from huilong.rooms.disposal.models import Hold, Step, Stock
from huilong.rooms.disposal.queries.clocks import clocks_of
from huilong.rooms.disposal.queries.stock import cost_a_day, holds_of, stored
from huilong.rooms.disposal.rules.clocks import ran_out
from huilong.rooms.disposal.terms import IN_STOCK, StockState, StockVerb
from huilong.rooms.files.queries import file_row
from huilong.rooms.journal.actions import record
from huilong.shell.live import announce

FIGURES = ["held", "late", "cost_fen", "looked_on"]


def locked(key: int, states: tuple[StockState, ...] = IN_STOCK) -> Stock:
    """The vehicle, with its case held for this transaction: no money is posted and nothing is sold meanwhile.

    Raises Refusal `no-such-stock`, `stock-state`.
    """
    one_at_the_case(stored(key).case_id)
    row = stored(key, lock=True)
    if StockState(row.state) not in states:
        raise Refusal(
            "stock-state", zh=f"车辆当前为“{StockState(row.state).word.zh}”,不能这样做。",
            en=f"The vehicle is {StockState(row.state).word.en}: this cannot be done.",
            remedy_zh="请刷新页面。", remedy_en="Reload the page.",
        )  # fmt: skip
    return row


def step(
    stock: Stock, verb: StockVerb, at: datetime, *, detail: Mapping[str, Any] | None = None, verdict: str = "",
    fields: tuple[str, ...] = (),
) -> Step:  # fmt: skip
    """Write what was done, within the caller's transaction; `fields` of the vehicle are saved with it."""
    told = dict(detail or {})
    line = Step.objects.create(stock=stock, verb=verb.value, at=at, who=actor(), detail=told)
    figure(stock, at)
    stock.save(update_fields=[*fields, *FIGURES])
    record(
        verb=f"disposal.{verb.value}", subject=("case", stock.case.number), at=at, verdict=verdict,
        detail={"stock": stock.pk, "state": stock.state, **told},
    )  # fmt: skip
    announce("recovery", stock.case.number, stock=stock.pk, state=stock.state)
    return line


def figure(stock: Stock, at: datetime) -> None:
    """Work out anew what the list shows of a vehicle: what holds it, its late clocks, its cost a day."""
    on = timezone.localdate(at)
    stock.looked_on = on
    if StockState(stock.state) in IN_STOCK:
        stock.held = sorted({one.kind.value for one in holds_of(stock, at)})
        stock.cost_fen = cost_a_day(stock.order_id, at)
    else:
        stock.held, stock.cost_fen = [], 0
    withdrawn = stock.state == StockState.WITHDRAWN
    stock.late = [] if withdrawn else [one.kind.value for one in ran_out(clocks_of(stock), on)]


def refuse_if_held(stock: Stock, at: datetime) -> None:
    """Refuse to sell while anything holds it up (暂缓处置): `sale-held`, naming it and what ends it."""
    found = holds_of(stock, at)
    if not found:
        return
    kinds = sorted({one.kind for one in found})
    until = max((one.until for one in found if one.until), default=None)
    zh, en = (f",至 {until}", f" until {until}") if until else ("", "")
    raise Refusal(
        "sale-held", rule="house:holds", where=kinds[0].value,
        zh=f"现在不能变卖:{'、'.join(one.word.zh for one in kinds)}{zh}。",
        en=f"It may not be sold now: {', '.join(one.word.en for one in kinds)}{en}.",
        remedy_zh="事由消除后再变卖;由人设置的暂缓须由另一人解除。",
        remedy_en="Sell it once that is over; a hold that somebody set is ended by somebody else.",
    )  # fmt: skip


def of_the_case(stock: Stock, file: int | None) -> int | None:
    """A file that shows something: of this case and not withdrawn. Raises Refusal `not-its-file`."""
    if file is None:
        return None
    row = file_row(file)
    if row.number != stock.case.number or row.withdrawn_at is not None:
        raise Refusal(
            "not-its-file", status=422, where="file", zh="该文件不在本案,或已撤下。",
            en="This file is not of the case, or was withdrawn.", remedy_zh="先在案件文件页上传。",
            remedy_en="Add it to the files of the case first.",
        )  # fmt: skip
    return file


def free_all(stock: Stock, user: int, at: datetime) -> None:
    """End every hold that somebody else set, when the vehicle leaves stock."""
    Hold.objects.filter(stock=stock, ended_at=None).exclude(set_by=user).update(ended_at=at, ended_by=user)


def actor() -> str:
    """Who acts, as history and journal name it."""
    who = acting()
    return who.actor if who else "system"


def me() -> int:
    """The user who acts; 0 for the night."""
    who = acting()
    return who.user if who else 0
