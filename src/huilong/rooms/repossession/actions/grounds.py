"""What a recovery rests on (依据与通知): papers of the handover or the court, statutory notices and their delivery."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.queries import case_detail
from huilong.rooms.files.queries import file_row
from huilong.rooms.journal.actions import record
from huilong.rooms.repossession.actions.moving import actor, locked
from huilong.rooms.repossession.models import Ground, Notice
from huilong.rooms.repossession.rules.conditions import HANDOVER_PAPERS
from huilong.rooms.repossession.terms import LIVE, BasisKind, NoticeKind, OrderState

CHANNELS = ("letter", "registered", "sms", "email", "visit", "court")
"""How a statutory notice may be sent; `proof` says by what."""


def give_ground(
    key: int, *, on: date, files: Mapping[str, int], at: datetime, until: date | None = None, court: str = "",
    paper: str = "",
) -> int:  # fmt: skip
    """Give what an order rests on (登记收车依据): the papers of a handover signed on a day, or a court's; its key.

    `files` are of the case: of a handover `paper`, `identity`, `video`, `inventory`; of a court `paper`. The newest
    counts. Raises Refusal `ground-incomplete`, `no-such-file`, `order-state`.
    """
    with transaction.atomic():
        order = locked(key)
        basis = BasisKind(order.basis)
        needed = HANDOVER_PAPERS if basis is BasisKind.HANDOVER else ("paper",)
        court, paper = court.strip()[:80], paper.strip()[:80]
        of_court = basis is BasisKind.COURT
        whole = all(files.get(one) for one in needed) and (not of_court or (court and paper and until and until >= on))
        if not whole or on > timezone.localdate(at) or OrderState(order.state) not in LIVE:
            raise _incomplete(basis)
        for one in files.values():
            row = file_row(one)
            if row.number != order.case.number or row.withdrawn_at is not None:
                raise _incomplete(basis)
        kept = Ground.objects.create(
            order=order, kind=basis.value, on=on, until=until if of_court else None, court=court if of_court else "",
            paper=paper, files={one: int(files[one]) for one in needed}, given_at=at, given_by=actor(),
        )  # fmt: skip
        said = {"order": key, "kind": basis.value, "on": on.isoformat(), "files": dict(kept.files)}
        record(verb="recovery.ground_given", subject=("case", order.case.number), at=at, detail=said)
    return int(kept.pk)


def note_notice(
    number: str, loan_id: str, kind: NoticeKind, *, channel: str, sent_on: date, proof: str, at: datetime,
    person: int = 0, delivered_on: date | None = None,
) -> int:  # fmt: skip
    """Note a statutory notice that was sent (登记法定通知), with what proves it; its key. The same one only once.

    `proof`: `message:<uuid>`, `file:<key>`, or the number of a registered letter. Raises Refusal `notice-twice`,
    `notice-unfit`, `no-such-case`.
    """
    detail, proof, today = case_detail(number), proof.strip(), timezone.localdate(at)
    known = any(one.loan_id == loan_id for one in detail.loans)
    days = sent_on <= today and (delivered_on is None or sent_on <= delivered_on <= today)
    if not (known and days and channel in CHANNELS and 2 <= len(proof) <= 80 and proof.isprintable()):
        raise Refusal(
            "notice-unfit", status=422, zh="通知的借据、渠道、日期或证明不符合要求。",
            en="Loan, channel, days or proof of the notice cannot be so.",
            remedy_zh="证明填 message:编号、file:编号或挂号信号。",
            remedy_en="Give as proof message:KEY, file:KEY or the number of the registered letter.",
        )  # fmt: skip
    try:
        with transaction.atomic():
            kept = Notice.objects.create(
                case_id=detail.case.id, loan_id=loan_id, kind=kind.value, person=person, channel=channel,
                sent_on=sent_on, delivered_on=delivered_on, proof=proof, entered_by=actor(), entered_at=at,
            )  # fmt: skip
            said = {"notice": kept.pk, "kind": kind.value, "channel": channel, "sent_on": sent_on.isoformat()}
            record(verb="recovery.notice_sent", subject=("case", number), at=at, detail=said)
    except IntegrityError:
        raise Refusal(
            "notice-twice", zh="同一通知已登记。", en="This notice was noted before.",
            remedy_zh="如已送达,请登记送达。", remedy_en="If it was delivered, note its delivery.",
        ) from None  # fmt: skip
    return int(kept.pk)


def note_delivery(number: str, notice: int, *, delivered_on: date, proof: str, at: datetime) -> None:
    """Note that a notice of a case was delivered (登记送达), and what proves it; once."""
    with transaction.atomic():
        row = Notice.objects.select_related("case").filter(pk=notice, case__number=number).first()
        proof = proof.strip()
        fits = row is not None and row.sent_on <= delivered_on <= timezone.localdate(at) and 2 <= len(proof) <= 80
        if row is None or not fits or row.delivered_on is not None:
            raise Refusal(
                "no-such-notice", status=404, zh="没有这份待送达的通知,或日期不符。",
                en="There is no such notice awaiting delivery, or the day does not fit.",
            )  # fmt: skip
        Notice.objects.filter(pk=notice, delivered_on=None).update(delivered_on=delivered_on, proof=proof)
        said = {"notice": notice, "kind": row.kind, "delivered_on": delivered_on.isoformat()}
        record(verb="recovery.notice_delivered", subject=("case", row.case.number), at=at, detail=said)


def _incomplete(basis: BasisKind) -> Refusal:
    zh = "须为本案文件:当日签署的交车书、证件、视频、清点单。" if basis is BasisKind.HANDOVER else (
        "须填法院、文号、有效期,并附本案中的文书。"
    )  # fmt: skip
    en = (
        "Give files of this case: the signed paper of the day, ID, video, inventory." if basis is BasisKind.HANDOVER
        else "Give court, number, days of validity, and the paper among the files of this case."
    )  # fmt: skip
    return Refusal("ground-incomplete", status=422, where="files", zh=zh, en=en,
                   remedy_zh="请补齐后重试。", remedy_en="Complete it and try again.")  # fmt: skip
