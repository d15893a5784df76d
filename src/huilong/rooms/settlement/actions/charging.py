"""Prices and vouchers (收费价目与凭证): both are published or kept once and never edited."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from huilong.kernel.acting import acting
from huilong.kernel.money import MAX_FEN, Fen
from huilong.kernel.refusal import Refusal
from huilong.rooms.files.queries import file_row
from huilong.rooms.journal.actions import record
from huilong.rooms.settlement.models import BorrowerPrice, Voucher
from huilong.rooms.settlement.terms import PriceKind


def keep_price(
    kind: PriceKind, region: str, from_on: date, most_fen: Fen, source: str, *, user: int, at: datetime
) -> int:  # fmt: skip
    """Publish the most a borrower may be charged for a kind of cost from a day on (公布收费价目); its key.

    `region` "" is everywhere; `source` says what it rests on. Raises Refusal `price-unreadable`, `price-late`,
    `price-known`.
    """
    on, source = timezone.localdate(at), source.strip()
    if not 0 <= most_fen <= MAX_FEN or not source:
        raise Refusal(
            "price-unreadable", status=422, where="source", zh="请填写上限金额和依据。",
            en="Give the most it may be and what that rests on.",
        )  # fmt: skip
    if from_on < on:
        raise Refusal(
            "price-late", status=422, where="from_on", zh="价目须先公布后执行,不能追溯。",
            en="A price is published before it counts, never for days that are over.",
            remedy_zh="请选择今日或以后的日期。", remedy_en="Choose today or a later day.",
        )  # fmt: skip
    try:
        with transaction.atomic():
            kept = BorrowerPrice.objects.create(
                kind=kind.value, region=region.strip()[:64], from_on=from_on, most_fen=most_fen, source=source[:200],
                published_on=on, kept_by=user, kept_at=at,
            )  # fmt: skip
            detail = {
                "kind": kind.value, "region": kept.region, "from": from_on.isoformat(), "most_fen": most_fen,
                "source": kept.source,
            }  # fmt: skip
            record(verb="price.kept", subject=("price", kept.pk), detail=detail, at=at)
    except IntegrityError:
        raise Refusal(
            "price-known", zh="该日起的价目已公布。", en="A price from that day on is published already.",
            remedy_zh="请选择另一生效日。", remedy_en="Choose another day.",
        ) from None  # fmt: skip
    return int(kept.pk)


def keep_voucher(subject: str, kind: PriceKind | str, fen: Fen, on: date, file_id: int, at: datetime) -> int:
    """Keep a voucher of a cost (登记费用凭证); its key. `subject` like `charge:17`; `file_id` a file of its case.

    Whoever calls sees to it that the file is of the subject's case. The same file again changes nothing. Raises Refusal
    `no-such-file`, `voucher-unreadable`.
    """
    who, row = acting(), file_row(file_id)
    if not 0 < fen <= MAX_FEN or row.withdrawn_at is not None or on > timezone.localdate(at):
        raise Refusal(
            "voucher-unreadable", status=422, where="amount", zh="凭证须有金额,日期不晚于今日,文件未撤下。",
            en="A voucher has an amount, a day not after today, and a file that stands.",
        )  # fmt: skip
    with transaction.atomic():
        kept, made = Voucher.objects.get_or_create(subject=subject, file_id=file_id, defaults={
            "kind": PriceKind(kind).value, "fen": fen, "on": on, "kept_by": who.user if who else 0, "kept_at": at,
        })  # fmt: skip
        if made:
            detail = {"voucher": kept.pk, "of": subject, "kind": kept.kind, "fen": fen, "file": file_id}
            record(verb="voucher.kept", subject=("case", row.number), detail=detail, at=at)
    return int(kept.pk)
