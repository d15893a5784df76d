"""Reads of what a borrower may be charged (借款人收费): the price list, vouchers, and what of a cost may be asked."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.db.models import Q, Sum

from huilong.kernel.money import Fen
from huilong.rooms.settlement.models import BorrowerPrice, Voucher
from huilong.rooms.settlement.terms import Claimable, Cost, PriceKind, PriceRow, VoucherRow

EVERYWHERE = ""


def chargeable(kind: str, region: str, on: date) -> Fen | None:
    """The most a borrower may be charged for a kind of cost in a region on a day (收费上限), in fen.

    None: nothing, it is not on the list. A region's own line goes before the one for everywhere; of lines the newest
    that began. `storage_day` is of one day, every other kind of the whole cost.
    """
    found = BorrowerPrice.objects.filter(kind=kind, region__in={region, EVERYWHERE}, from_on__lte=on)
    return found.order_by("-region", "-from_on").values_list("most_fen", flat=True).first()


def vouched(subjects: Sequence[str]) -> dict[str, Fen]:
    """How much of each of these costs vouchers show (有凭证金额), by subject like `charge:17`.

    Without a voucher it is not in it; one whose file was withdrawn shows nothing.
    """
    kept = Voucher.objects.filter(subject__in=list(subjects), file__withdrawn_at=None)
    return dict(kept.values_list("subject").annotate(Sum("fen")).order_by("subject"))


def claimable(costs: Iterable[Cost], region: str, on: date) -> tuple[Claimable, ...]:
    """What of each of these costs may be asked of the borrower (可主张金额), and why not more: no voucher, not listed,
    or above the list (CN-DISP-003, CN-INT-006)."""
    known = list(costs)
    shown = vouched([one.voucher for one in known])
    most = {kind: chargeable(kind, region, on) for kind in {one.kind for one in known}}
    found = []
    for one in known:
        each, had = most[one.kind], shown.get(one.voucher, 0)
        shown[one.voucher] = had - min(had, one.fen)  # a voucher shows one cost, not two
        found.append(Claimable(one.subject, one.kind, one.fen, had, None if each is None else each * one.units))
    return tuple(found)


def prices(on: date) -> list[PriceRow]:
    """The price list as it stands on a day (现行价目), by kind and region."""
    found = BorrowerPrice.objects.filter(from_on__lte=on).order_by("kind", "region", "-from_on")
    newest: dict[tuple[str, str], BorrowerPrice] = {}
    for one in found:
        newest.setdefault((one.kind, one.region), one)
    return [_price(one) for one in newest.values()]


def prices_of_year(year: int) -> list[PriceRow]:
    """Every line of the price list that counted on a day of a year (年度价目), oldest first within kind and region."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    standing = [one.id for one in prices(first)]
    found = BorrowerPrice.objects.filter(Q(from_on__gt=first, from_on__lte=last) | Q(pk__in=standing))
    return [_price(one) for one in found.order_by("kind", "region", "from_on")]


def vouchers_of(subjects: Collection[str]) -> list[VoucherRow]:
    """The vouchers of these costs (费用凭证), oldest first; those whose file was withdrawn are left out."""
    kept = Voucher.objects.filter(subject__in=list(subjects), file__withdrawn_at=None).select_related("file__case")
    return [
        VoucherRow(
            one.pk, one.subject, PriceKind(one.kind), one.fen, one.on, one.file_id, one.file.case.number, one.kept_by,
            one.kept_at,
        )
        for one in kept.order_by("id")
    ]  # fmt: skip


def _price(one: BorrowerPrice) -> PriceRow:
    return PriceRow(one.pk, PriceKind(one.kind), one.region, one.from_on, one.most_fen, one.source, one.published_on)
