"""The confirmation of a sale (成交确认书): set in type when asked for; the same sale is the same bytes."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.auctions.models import Auction, Bidder, Deposit
from huilong.rooms.auctions.queries.floors import stored
from huilong.rooms.auctions.terms import pseudonym
from huilong.rooms.contact.terms import Letter, Typesetter
from huilong.rooms.journal.actions import record
from huilong.rooms.people.queries import lender_name

LAYOUT = "sale_confirmation"
CLOSING = [
    "买受人应在付款期限内付清余款；保证金抵作价款。逾期未付的，保证金不予退还，标的可以另行处置。",
    "标的以现状交付；买受人付清后凭本确认书办理提车与过户手续。",
    "出价记录逐笔串联校验，任何人可用出价链文件独立核验。",
]  # fmt: skip


def confirmation(key: int, at: datetime) -> bytes:
    """The confirmation of a sold auction as a PDF, for the house and the winner (生成成交确认书).

    Raises Refusal `nothing-sold`; `no-such-auction` to whoever else asks; `no-typesetter`.
    """
    row = stored(key)
    if row.outcome != "sold" or row.closed_at is None:
        raise Refusal("nothing-sold", zh="该竞价没有成交。", en="This auction sold nothing.")
    winner = Bidder.objects.filter(entries__auction=row, entries__number=row.winner or 0).first()
    if winner is None:  # row-level security shows a bidder nobody else's entry
        raise Refusal("no-such-auction", status=404, zh="没有这份确认书。", en="There is no such confirmation.")
    path = getattr(settings, "TYPESETTER", "")
    if not path:
        raise Refusal(
            "no-typesetter", zh="未配置排版接口,无法生成确认书。",
            en="No typesetter is configured, so no confirmation can be set.",
            remedy_zh="请系统管理员设置 TYPESETTER。", remedy_en="Let an administrator set TYPESETTER.",
        )  # fmt: skip
    setter: Typesetter = import_string(path)()
    body = setter.pdf(Letter(LAYOUT, _values(row, winner)))
    who = acting()
    with transaction.atomic():
        detail = {"sha256": sha256(body).hexdigest(), "for": who.user if who else 0}
        record(verb="auction.confirmation_set", subject=("auction", key), at=at, detail=detail)
    return body


def _values(row: Auction, winner: Bidder) -> dict[str, Any]:
    """What the layout shows."""
    closed = timezone.localtime(row.closed_at)
    deposit = Deposit.objects.filter(entry__auction=row, entry__number=row.winner or 0).first()
    sold = row.sold_fen or 0
    return {
        "number": f"成交 {row.pk:06d}", "on": closed.date().isoformat(), "lender": {"name": lender_name() or "—"},
        "buyer": {"name": f"{winner.name}（{winner.firm}）"},
        "pseudonym": pseudonym(row.winner or 0), "thing": row.title,
        "shown": [{"name": name, "value": value or "—"} for name, value in row.terms["shown"].items()],
        "closed_at": f"{closed:%Y-%m-%d %H:%M:%S}", "bids": row.bids, "head": row.head,
        "price": [{"label": "成交价", "amount_fen": sold}],
        "deposit_fen": deposit.fen if deposit else 0, "rest_fen": sold - (deposit.fen if deposit else 0),
        "pay_days": row.terms["pay_days"], "closing": CLOSING,
    }  # fmt: skip
