"""People at work on a sale (处置测试的动作): from the yard to the price, and from the price to whom it belongs."""

import io
from datetime import date, datetime, timedelta
from typing import Any

from huilong.kernel.money import fen
from huilong.rooms.disposal import actions
from huilong.rooms.disposal.models import Plan, Sale, Stock
from huilong.rooms.disposal.rules.papers import needed_papers
from huilong.rooms.disposal.terms import CarGrade, ValuationMethod, ValuationSource
from huilong.rooms.files.terms import FileKind
from huilong.rooms.people.actions import decide
from huilong.rooms.people.models import Approval
from huilong.rooms.people.terms import Role
from huilong.rooms.repossession import actions as recovery
from huilong.rooms.repossession.tests.acting import at_work
from huilong.rooms.repossession.tests.conftest import AT, FIRST
from huilong.rooms.repossession.tests.spotting import PNG, refused, stored

__all__ = ["AT", "FIRST", "ON", "at_work", "refused"]
ON = AT + timedelta(days=7)
ANSWERS = {
    "self_sale_clause": True, "owner_signs": True, "seized_by_authority": False, "stolen_flag": False,
    "registry_search_done": True, "mortgage_registered": True, "court_assist_notice": False,
}  # fmt: skip
"""What a clerk answers, all as it should be."""


def in_stock(people: Any, crews: Any, *, at: datetime = ON, **more: Any) -> int:
    """Taken, stored, handed to sale: the key of the vehicle in stock."""
    key, han = stored(people, crews["firm"], **more), people["han"]
    with at_work(han):
        recovery.hand_to_sale(key, user=han.pk, role=Role(han.role), at=at)
    return int(Stock.objects.get(order_id=key, ended_at=None).pk)


def paper(people: Any, text: str, *, by: str = "sun", at: datetime = ON, number: str = FIRST) -> int:
    """A file of the case."""
    from huilong.rooms.files import actions as files

    with at_work(people[by]):
        return files.add(
            number, io.BytesIO(PNG + text.encode()), kind=FileKind.EVIDENCE, name=f"{text}.png", at=at
        ).id


def valued(people: Any, key: int, yuan: str = "60000", *, at: datetime = ON, on: date | None = None) -> None:
    """Answered, inspected, and worth so much by an appraiser and by comparables."""
    told, on = fen(yuan), on or at.date()
    photo, report, like = (paper(people, f"{name} {key} {yuan} {on}", at=at) for name in ("photo", "report", "like"))
    with at_work(people["sun"]):
        actions.answer(key, ANSWERS, at)
        actions.inspect(key, actions.Looked(CarGrade.B, True, 48_230, 1, True), [photo], at)
        for source, method, firm, file in (
            (ValuationSource.APPRAISER, ValuationMethod.REPLACEMENT_COST, "甲评估", report),
            (ValuationSource.COMPARABLES, ValuationMethod.MEDIAN, "", like),
        ):
            said = actions.Said(source, method, told, told * 95 // 100, told * 105 // 100, on, firm, 12)
            actions.appraise(key, said, file, at)


def priced(people: Any, key: int, venue: str = "dealers", reserve: str | None = None, *, at: datetime = ON) -> Plan:
    """Priced for a venue; a manager agrees where one has to."""
    with at_work(people["sun"]):
        made = actions.price(key, venue, fen(reserve) if reserve else None, at)
    agreed(people, f"plan:{made}", "boss", at)
    return Plan.objects.get(pk=made)


def agreed(people: Any, subject: str, by: str, at: datetime = ON, *, approve: bool = True) -> None:
    """A second person decides, if somebody is asked."""
    waiting = Approval.objects.filter(subject=subject, state="waiting").first()
    if waiting is not None:
        with at_work(people[by]):
            decide(waiting.pk, approve=approve, actor=people[by].pk, at=at)


def on_sale(people: Any, key: int, venue: str = "dealers", reserve: str | None = None, *, at: datetime = ON) -> int:
    """Valued, priced and on sale; the sale's key."""
    if not Plan.objects.filter(stock_id=key).exists():
        valued(people, key, at=at)
    priced(people, key, venue, reserve, at=at)
    with at_work(people["sun"]):
        return actions.open_sale(key, at)


def sold(people: Any, key: int, yuan: str = "56000", *, at: datetime = ON) -> int:
    """Sold to the highest of three dealers; the sale's key."""
    sale = on_sale(people, key, at=at)
    with at_work(people["sun"]):
        made = [
            actions.offer(sale, buyer, fen(yuan) - less, at)
            for buyer, less in (("甲车行", 0), ("乙车行", 10_000), ("丙车行", 20_000))
        ]
        actions.take_offer(sale, made[0], at)
    return sale


def delivered(people: Any, key: int, yuan: str = "56000", *, at: datetime = ON) -> int:
    """Sold, paid, its papers there, with its buyer; the sale's key."""
    sale = sold(people, key, yuan, at=at)
    with at_work(people["money"]):
        actions.take_price(sale, fen(yuan), f"BANK-{sale}", at)
    row = Sale.objects.select_related("stock").get(pk=sale)
    for kind in needed_papers(row.stock.product, row.stock.told):
        file = paper(people, f"{kind.value} {sale}", at=at)
        with at_work(people["sun"]):
            actions.keep_paper(sale, kind, file, at)
    with at_work(people["sun"]):
        actions.deliver(sale, at)
    return sale


def vouchers(people: Any, key: int, *, at: datetime = ON) -> None:
    """A voucher for every charge of the recovery and cost of the sale that has none yet."""
    from huilong.rooms.disposal.queries.costs import expenses_of
    from huilong.rooms.disposal.terms import CostKind

    for one in expenses_of(Stock.objects.get(pk=key), at):
        if not one.counts and one.key != "charge:0":
            file = paper(people, f"voucher {one.key}", at=at)
            with at_work(people["sun"]):
                actions.spend(key, CostKind(one.kind), one.fen, file, at, subject=one.key, disclosed=True)


def distributed(people: Any, sale: int, *, at: datetime = ON) -> int:
    """Worked out by finance, agreed to by another, posted; the key of the distribution."""
    with at_work(people["money"]):
        key = actions.propose(sale, at)
    agreed(people, f"distribution:{key}", "ledger", at)
    with at_work(people["money"]):
        actions.post(key, at)
    return key
