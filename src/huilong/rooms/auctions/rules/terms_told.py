"""Terms as they are kept and read (竞价规则存取): frozen JSON, and what in them cannot be."""

from datetime import datetime, timedelta
from typing import Any

from huilong.kernel.money import MAX_FEN
from huilong.kernel.refusal import Refusal
from huilong.rooms.auctions.terms import AuctionForm, AuctionTerms, Told

LONGEST = timedelta(days=60)
PUBLIC = ("start_fen", "step_fen", "deposit_fen", "last_minutes", "extend_minutes", "reveal_minutes", "pay_days")


def told(terms: AuctionTerms) -> dict[str, Any]:
    """What everybody may read of terms, as JSON; the reserve and who is barred are not among it."""
    return {
        "opens_at": terms.opens_at.isoformat(), "closes_at": terms.closes_at.isoformat(), "form": terms.form.value,
        "shown": dict(terms.shown), **{name: getattr(terms, name) for name in PUBLIC},
    }  # fmt: skip


def terms_of(kept: Told) -> AuctionTerms:
    """Terms as they were told; the seller's own part is left out."""
    return AuctionTerms(
        datetime.fromisoformat(kept["opens_at"]), datetime.fromisoformat(kept["closes_at"]),
        form=AuctionForm(kept["form"]), shown=kept["shown"], **{name: kept[name] for name in PUBLIC},
    )  # fmt: skip


def refuse_unless_sound(terms: AuctionTerms, at: datetime) -> None:
    """Refuse terms that make no auction (`auction-terms`), naming the first field that is wrong."""
    checks = {
        "closes_at": terms.opens_at < terms.closes_at <= terms.opens_at + LONGEST and terms.closes_at > at,
        "start_fen": 0 < terms.start_fen <= MAX_FEN, "step_fen": 0 < terms.step_fen <= MAX_FEN,
        "reserve_fen": 0 <= terms.reserve_fen <= MAX_FEN, "deposit_fen": 0 <= terms.deposit_fen <= MAX_FEN,
        "last_minutes": 0 <= terms.last_minutes <= 60, "extend_minutes": 0 <= terms.extend_minutes <= 60,
        "reveal_minutes": 1 <= terms.reveal_minutes <= 7 * 24 * 60 or terms.form is AuctionForm.OPEN,
        "pay_days": 1 <= terms.pay_days <= 90,
    }  # fmt: skip
    wrong = next((name for name, fits in checks.items() if not fits), "")
    if wrong:
        raise Refusal(
            "auction-terms", status=422, where=wrong, zh=f"竞价规则有误:{wrong}。",
            en=f"These terms make no auction: {wrong}.",
            remedy_zh="结束须晚于开始且不超过 60 天,金额须为正数,时长须在允许范围内。",
            remedy_en="It ends after it opens, within 60 days; amounts are above zero, times within bounds.",
        )  # fmt: skip
