"""The agreement (减免协议): set in type through the port, kept as a file of the case for signature."""

import io
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from huilong.kernel.money import grouped
from huilong.kernel.refusal import Refusal
from huilong.rooms.contact.terms import Letter, Typesetter
from huilong.rooms.files import actions as files
from huilong.rooms.files.terms import FileKind
from huilong.rooms.journal.actions import record
from huilong.rooms.people.queries import names_of
from huilong.rooms.relief.models import Offer
from huilong.rooms.relief.queries.offers import offer_row
from huilong.rooms.relief.terms import RUNNING, OfferRow, OfferState
from huilong.rooms.vault.actions import handed_over
from huilong.rooms.vault.queries import people_of

LAYOUT = "relief_agreement"


def keep_agreement(key: int, at: datetime) -> int:
    """Set the agreement of an approved offer and keep it on the case (生成减免协议); the file's key.

    The borrower's name goes to the typesetter unseen by people. Raises Refusal `no-typesetter`, `offer-state`.
    """
    offer = offer_row(key, at)
    if offer.state not in (OfferState.APPROVED, *RUNNING):
        raise Refusal(
            "offer-state", zh="只有已批准的方案可以生成协议。", en="Only an approved offer has an agreement.",
            remedy_zh="请先完成审批。", remedy_en="Have it approved first.",
        )  # fmt: skip
    body = _typesetter().pdf(Letter(LAYOUT, _values(offer, at)))
    kept = files.add(
        offer.number, io.BytesIO(body), kind=FileKind.CONTRACT, name=f"relief-{key}.pdf", note="", at=at
    )
    with transaction.atomic():
        Offer.objects.filter(pk=key).update(file_id=kept.id)
        told = {"offer": key, "file": kept.id}
        record(verb="relief.agreement_set", subject=("case", offer.number), detail=told, at=at)
    return kept.id


def _typesetter() -> Typesetter:
    path = getattr(settings, "TYPESETTER", "")
    if not path:
        raise Refusal(
            "no-typesetter", zh="未配置排版接口,无法生成协议。",
            en="No typesetter is configured, so no agreement can be set.",
            remedy_zh="请系统管理员设置 TYPESETTER。", remedy_en="Let an administrator set TYPESETTER.",
        )  # fmt: skip
    made: Typesetter = import_string(path)()
    return made


def _values(offer: OfferRow, at: datetime) -> dict[str, Any]:
    """What the layout shows: plain texts, amounts grouped, days in ISO."""
    people = [one for one in people_of([offer.loan_id]).get(offer.loan_id, []) if one.role == "borrower"]
    name = handed_over(people[0].id, "name", purpose="letter", to="typesetter", at=at) if people else ""
    terms, effect = offer.terms, offer.effect
    return {
        "number": f"RELIEF-{offer.id}", "case_number": offer.number, "loan_id": offer.loan_id, "name": name,
        "kind": offer.kind.value, "kind_zh": offer.kind.word.zh, "kind_en": offer.kind.word.en,
        "made_by": names_of({offer.made_by}).get(offer.made_by, ""), "on": at.date().isoformat(),
        "expires_at": offer.expires_at.isoformat(), "grace_days": terms.grace_days,
        "owed": grouped(effect["before"]["owed"]), "overdue": grouped(effect["before"]["overdue"]),
        "given_up": {part: grouped(fen) for part, fen in effect["given_up"].items() if fen},
        "given_up_total": grouped(effect["given_up_fen"]), "expected": grouped(effect["expected"]),
        "dues": [{"due": one.due.isoformat(), "amount": grouped(one.amount)} for one in offer.dues],
    }  # fmt: skip
