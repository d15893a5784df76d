"""Bidding under seal (密封投标): seal before closing, open after it. The database's clock decides.

What is checked here again by triggers: not late, not early, and what is opened is what was sealed.
"""

from datetime import datetime

from django.db import IntegrityError, transaction

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.actions import record
from huilong.rooms.tenders.actions.publishing import must_be
from huilong.rooms.tenders.models import Reveal, SealedBid
from huilong.rooms.tenders.queries import last_sealed, tender_row
from huilong.rooms.tenders.rules.bids import bid_of
from huilong.rooms.tenders.rules.sealing import MOST_BYTES, NONCE, PAD, Sealed, read, unseal
from huilong.rooms.tenders.terms import TenderStage

TAG = 16


def submit(number: str, sealed: Sealed, at: datetime) -> int:
    """Take a sealed bid of the firm of whoever acts (投标); its key. One sent before stays, but no longer counts.

    Raises Refusal `tender-stage`, `seal-form`, `tender-closed` by the database's clock.
    """
    tender, firm, user = tender_row(number, at), *_firm()
    must_be(tender, TenderStage.OPEN)
    if len(sealed.nonce) != NONCE or not TAG < len(sealed.ciphertext) <= MOST_BYTES or (
        (len(sealed.ciphertext) - TAG) % PAD or len(sealed.commitment) != 64
    ):  # fmt: skip
        raise Refusal("seal-form", status=422, zh="密封件格式不对。", en="The sealed bid is not in form.")
    try:
        with transaction.atomic():
            kept = SealedBid.objects.create(
                tender_id=tender.id, organisation_id=firm, commitment=sealed.commitment, nonce=sealed.nonce,
                ciphertext=sealed.ciphertext, sealed_at=at, by=user,
            )  # fmt: skip
            told = {"bid": kept.pk, "commitment": sealed.commitment}
            record(verb="tender.sealed", subject=("tender", number), detail=told, at=at)
    except IntegrityError as error:
        raise _late(error) from None
    return int(kept.pk)


def reveal(number: str, key: bytes, at: datetime) -> int:
    """Open the last sealed bid of the firm of whoever acts (开标), with the key it kept; the key of what was opened.

    Raises Refusal `tender-stage`, `no-sealed-bid`, `seal-key`, `seal-broken`, `bid-form`, `revealed-already`.
    """
    tender, firm, user = tender_row(number, at), *_firm()
    must_be(tender, TenderStage.REVEALING)
    which, sealed = last_sealed(tender.id, firm)
    content = unseal(sealed, key)
    bid = bid_of(read(content))
    if (bid.tender, bid.firm) != (number, firm):
        raise Refusal(
            "bid-of-another", status=422, zh="此投标不属于本招标或本机构。",
            en="This bid is of another tender or another firm.",
        )  # fmt: skip
    try:
        with transaction.atomic():
            Reveal.objects.create(
                sealed_id=which, tender_id=tender.id, organisation_id=firm, content=content.decode(),
                revealed_at=at, by=user,
            )  # fmt: skip
            told = {"bid": which, "commitment": sealed.commitment}
            record(verb="tender.revealed", subject=("tender", number), detail=told, at=at)
    except IntegrityError as error:
        raise _late(error) from None
    return which


def _firm() -> tuple[int, int]:
    who = acting()
    if who is None or not who.organisation:
        raise Refusal("no-firm", status=403, zh="只有机构可以投标。", en="Only firms bid.")
    return who.organisation, who.user


def _late(error: IntegrityError) -> Exception:
    said = str(error)
    if "tenders-closed" in said:
        return Refusal(
            "tender-closed", zh="投标已截止,以数据库时间为准。", en="Bids have closed; the database's clock decides.",
        )  # fmt: skip
    if "tenders-not-the-time" in said:
        return Refusal("not-the-time", zh="现在不是开标时间。", en="It is not the time to open bids.")
    if "tenders_reveal" in said or "tenders_one_reveal" in said:
        return Refusal("revealed-already", zh="贵方投标已经开标。", en="Your bid is open already.")
    if "tenders_commitment_once" in said:
        return Refusal("sealed-already", zh="这份密封件已经收到。", en="This very bid is here already.")
    return error
