"""The car of every case of the world of strangers for sale (处置): priced, sold and distributed; each with its mark."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from .world import CASES, ON, World

ORDER = {
    "jurisdiction": "CN", "product": "auto_loan", "since": "2021-01-01", "law": "law", "surplus_to": "mortgagor",
    "ours": [["cost"], ["interest", "penalty", "fee"], ["principal"]], "applied": ["costs", "interest", "principal"],
    "by_contract": False,
}  # fmt: skip


def for_sale(world: World) -> None:
    """On every case a car in stock, valued, sold by an offer, its price distributed; a hold, a cost, a claim."""
    now, user = timezone.now(), world.keys["user"]["former"]
    world.keys |= {"stock": {}, "distribution": {}}
    for place, key in enumerate(world.keys["order"], 1):
        fen = CASES[key][7] + 9_000_091
        stock = _stocked(world, key, fen, user, now)
        sale = _sold(stock, place, key, fen, user, now)
        made = _distributed(sale, key, fen, user, now)
        world.keys["stock"][key], world.keys["distribution"][key] = stock.pk, made.pk
        shown = f"{fen // 100:,}.{fen % 100:02d}"
        world.mark("stock", key, f"stockstep-of-{key}.", f"valuer-of-{key}.", f"creditor-of-{key}.", str(fen), shown)
        world.mark("distribution", key, f"line-of-{key}.", f"account-of-{key}.")


def _stocked(world: World, key: str, fen: int, user: int, now: datetime) -> Any:
    """A car in stock: on hold, looked at, valued, with a cost and what another creditor claims."""
    from huilong.rooms.cases.models import Case
    from huilong.rooms.disposal.models import Appraisal, Claim, Cost, Hold, Report, Step, Stock

    stock = Stock.objects.create(
        order_id=world.keys["order"][key], case=Case.objects.get(number=CASES[key][0]), loan_id=CASES[key][1],
        product="auto_loan", state="sold", entered_at=now - timedelta(days=3), entered_by="user:1", taken_on=ON,
        reserve_fen=fen, value_fen=fen,
    )  # fmt: skip
    told = {"stock": stock, "by": user, "at": now}
    Step.objects.create(stock=stock, verb="entered", at=now, who=f"stockstep-of-{key}.")
    Hold.objects.create(stock=stock, kind="other", since=ON, set_by=user, set_at=now)
    Report.objects.create(grade="b", runs=True, mileage_km=1, keys=1, certificate=True, **told)
    Appraisal.objects.create(
        stock=stock, source="comparables", method="median", amount_fen=fen, low_fen=fen, high_fen=fen, on=ON,
        firm=f"valuer-of-{key}.", known_at=now, known_by=user,
    )  # fmt: skip
    Cost.objects.create(kind="other", fen=fen, on=ON, **told)
    Claim.objects.create(name=f"creditor-of-{key}.", kind="unregistered", fen=fen, file_id=1, **told)
    return stock


def _sold(stock: Any, place: int, key: str, fen: int, user: int, now: datetime) -> Any:
    """Sold by an offer, paid and handed over, with its paper and a venue's file."""
    from huilong.rooms.disposal.models import Offer, Plan, Sale, SalePaper, VenueFile
    from huilong.rooms.vault.queries import sealed_note

    plan = Plan.objects.create(
        stock=stock, round=1, venue="dealers", kind="dealer", reserve_fen=fen, low_fen=fen, high_fen=fen,
        reference_fen=fen, valuation_fen=fen, valuation_on=ON, net_fen=fen, rests_on={}, needs_manager=False,
        state="replaced", made_by=user, made_at=now,
    )  # fmt: skip
    sale = Sale.objects.create(
        stock=stock, plan=plan, state="delivered", opened_at=now, opened_by=user, price_fen=fen, agreed_at=now,
        paid_at=now, delivered_at=now,
    )  # fmt: skip
    key_id, buyer = sealed_note(f"buyer-of-{key}.", f"offer:{sale.pk}:k{place}")
    Offer.objects.create(sale=sale, key_id=key_id, buyer=buyer, buyer_key=f"k{place}", fen=fen, on=ON, by=user, at=now)
    SalePaper.objects.create(sale=sale, kind="invoice", file_id=1, by=user, at=now)
    VenueFile.objects.create(venue="hall", inward=False, sha256=f"{place:064d}", rows=1, by=user, at=now)
    return sale


def _distributed(sale: Any, key: str, fen: int, user: int, now: datetime) -> Any:
    """The price distributed: a line, the surplus paid out, and somebody who asks for an explanation."""
    from huilong.rooms.disposal.models import Distribution, DistributionLine, Request, SurplusPayment
    from huilong.rooms.vault.queries import sealed_note

    made = Distribution.objects.create(
        sale=sale, on=ON, proceeds_fen=fen, surplus_fen=fen, surplus_to="mortgagor", deficiency_fen=0, made_by=user,
        made_at=now, inputs={
            "on": ON.isoformat(), "proceeds": fen, "surplus_to": "mortgagor", "parts": [], "others": [],
            "ours": {"right": "unregistered"}, "order": ORDER,
        },
    )  # fmt: skip
    DistributionLine.objects.create(
        distribution=made, no=1, holder="lender", kind="cost", rank=0, claim_fen=0, paid_fen=0,
        source=f"line-of-{key}.",
    )  # fmt: skip
    key_id, account = sealed_note("62220000", f"surplus:{made.pk}")
    SurplusPayment.objects.create(
        distribution=made, fen=fen, key_id=key_id, account=account, account_masked=f"account-of-{key}.",
        reference="r", entry=1, paid_on=ON, by=user, at=now,
    )  # fmt: skip
    Request.objects.create(distribution=made, on=ON, by=user, at=now)
    return made
