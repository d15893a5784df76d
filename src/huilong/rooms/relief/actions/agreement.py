"""The agreement (减免协议): set in type through the port, kept as a file of the case for signature."""

import io
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from huilong.kernel.refusal import Refusal
from huilong.rooms.contact.terms import Letter, Typesetter
from huilong.rooms.files import actions as files
from huilong.rooms.files.terms import FileKind
from huilong.rooms.journal.actions import record
from huilong.rooms.people.queries import teams
from huilong.rooms.people.terms import OrganisationKind
from huilong.rooms.relief.models import Offer
from huilong.rooms.relief.queries.offers import offer_row
from huilong.rooms.relief.rules.sentences import sentences
from huilong.rooms.relief.terms import RUNNING, OfferRow, OfferState, ReliefKind
from huilong.rooms.vault.actions import handed_over
from huilong.rooms.vault.queries import people_of
from huilong.rooms.vault.terms import PersonRole

LAYOUT = "relief_agreement"
LABELS = {"principal": "本金", "interest": "利息", "fee": "费用", "penalty": "罚息"}


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
    """What the layout shows: amounts in fen, days in ISO, the sentences of this offer."""
    people = [one for one in people_of([offer.loan_id]).get(offer.loan_id, []) if one.role is PersonRole.BORROWER]
    name = handed_over(people[0].id, "name", purpose="letter", to="typesetter", at=at) if people else ""
    before, on = offer.effect["before"], timezone.localdate(at).isoformat()
    rest = before["owed"] - before["principal"]
    return {
        "number": f"减免 {offer.id:06d}", "on": on, "title": f"{offer.kind.word.zh}协议",
        "lender": {"name": _lender()}, "borrower": {"name": name}, "loan": {"number": offer.loan_id}, "owed_on": on,
        "owed": [{"label": "剩余本金", "amount_fen": before["principal"]}]
        + ([{"label": "利息、费用与罚息", "amount_fen": rest}] if rest else []),
        "given_up": [
            {"label": LABELS[part], "amount_fen": fen} for part, fen in offer.effect["given_up"].items() if fen
        ],
        "terms": sentences(offer.terms),
        "schedule": [
            {"no": str(one.no or place), "due_on": one.due.isoformat(), "amount_fen": one.amount}
            for place, one in enumerate(offer.dues, 1)
        ],
        "if_broken": [] if offer.kind is ReliefKind.WAIVER else [
            f"任一期逾期超过{offer.terms.grace_days}日未付的,本协议的减免不再适用,乙方仍按原合同履行。"
            if offer.kind is not ReliefKind.SETTLEMENT
            else "未在约定日期前足额支付的,本协议自动失效,乙方仍按原合同履行。"
        ],
        "closing": [],
    }  # fmt: skip


def _lender() -> str:
    """The lender's name, as its teams bear it."""
    return next((one.organisation_name for one in teams() if one.organisation_kind is OrganisationKind.LENDER), "")
