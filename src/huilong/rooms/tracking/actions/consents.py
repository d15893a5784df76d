"""Consents to locating (定位同意): recorded with the paper they stand in, withdrawn on a day."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.collateral.queries import vehicle as vehicle_row
from huilong.rooms.files.queries import file_row
from huilong.rooms.journal.actions import record
from huilong.rooms.tracking.models import Consent


def record_consent(
    number: str, vehicle_id: int, given_on: date, notice_version: str, paper: int | None, at: datetime
) -> int:
    """Record the borrower's separate consent to locating the vehicle of a case (登记定位同意); its key.

    `notice_version` names the privacy notice given before it, `paper` the signed paper among the case's files. Raises
    Refusal `no-such-vehicle`, `no-such-file`, `bad-consent`, `consent-stands`.
    """
    car = vehicle_row(vehicle_id)
    if car.number != number:
        raise Refusal("no-such-vehicle", status=404, zh="没有这辆车。", en="There is no such vehicle.")
    version = notice_version.strip()
    if given_on > timezone.localdate(at) or not 1 <= len(version) <= 40:
        raise Refusal(
            "bad-consent", status=422, where="given_on" if version else "notice_version",
            zh="同意日期不能在今天之后,且须写明所告知的隐私告知书版本。",
            en="A consent was given by today, and names the privacy notice that came before it.",
        )  # fmt: skip
    if paper is not None and file_row(paper).number != number:
        raise Refusal("no-such-file", status=404, where="paper", zh="本案没有此文件。", en="There is no such file.")
    who = acting()
    try:
        with transaction.atomic():
            kept = Consent.objects.create(
                vehicle_id=vehicle_id, given_on=given_on, notice_version=version, paper=paper,
                recorded_by=who.user if who else 0, recorded_at=at,
            )  # fmt: skip
            told = {"consent": kept.pk, "vehicle": vehicle_id, "given_on": given_on.isoformat(), "notice": version}
            record(verb="gps.consented", subject=("case", number), detail=told, at=at)
    except IntegrityError as error:
        if "tracking_one_consent_a_vehicle" not in str(error):
            raise
        raise Refusal(
            "consent-stands", zh="这辆车已有生效的定位同意。", en="A consent for this vehicle is in force already.",
            remedy_zh="如有新的同意书,请先登记撤回日期。", remedy_en="Record when that one was withdrawn first.",
        ) from None  # fmt: skip
    return int(kept.pk)


@transaction.atomic
def withdraw_consent(number: str, vehicle_id: int, on: date, at: datetime) -> None:
    """Record that the borrower withdrew the consent (撤回定位同意): from `on` on nobody locates the vehicle."""
    kept = Consent.objects.select_for_update(of=("self",)).filter(
        vehicle=vehicle_id, vehicle__case__number=number, withdrawn_on=None
    ).first()  # fmt: skip
    if kept is None:
        raise Refusal("no-consent", status=404, zh="没有生效的定位同意。", en="No consent to locating is in force.")
    if not kept.given_on <= on <= timezone.localdate(at):
        raise Refusal(
            "bad-consent", status=422, where="on", zh="撤回日期须在同意日期与今天之间。",
            en="It is withdrawn between the day it was given and today.",
        )  # fmt: skip
    kept.withdrawn_on = on
    kept.save(update_fields=["withdrawn_on"])
    told = {"consent": kept.pk, "vehicle": vehicle_id, "on": on.isoformat()}
    record(verb="gps.consent_withdrawn", subject=("case", number), detail=told, at=at)
