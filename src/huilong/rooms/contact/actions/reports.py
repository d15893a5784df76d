"""Delivery reports (送达回执): kept as they come, settled by the outbox's worker; a report twice changes nothing."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from huilong.kernel.acting import Acting, act_as
from huilong.rooms.compliance.terms import OutcomeKind
from huilong.rooms.contact.actions.marking import NOT_SENT, SENT, tell, wrote_down
from huilong.rooms.contact.models import Message, ReportRow
from huilong.rooms.contact.rules.delivery import after_report
from huilong.rooms.contact.terms import Channel, Delivery, MessageState, Report
from huilong.rooms.journal.actions import record
from huilong.shell.live import announce

HOOK = "hook"
"""The purpose a provider's call states: it may put reports down and see nothing."""
LOOKED_FOR = timedelta(days=7)
AT_ONCE = 500


@transaction.atomic
def keep_reports(channel: Channel, reports: Iterable[Report], at: datetime) -> int:
    """Keep the reports of a provider's call (收下回执); how many there were. Those that came before are kept once."""
    rows = [
        ReportRow(
            channel=channel.value, key=one.key[:80], provider_id=one.provider_id[:80], delivery=one.delivery.value,
            at=one.at, code=one.code[:60], came_at=at,
        )
        for one in reports
    ]  # fmt: skip
    ReportRow.objects.bulk_create(rows, ignore_conflicts=True)
    record(verb="reports.came", subject=("channel", channel.value), detail={"reports": len(rows)}, at=at)
    return len(rows)


def settle_reports(at: datetime) -> int:
    """Let reports change the messages they speak of (处理回执); how many were settled. Unknown ones stay unmatched."""
    waiting = ReportRow.objects.filter(message=None, came_at__gt=at - LOOKED_FOR).order_by("id")[:AT_ONCE]
    return sum(_settled(one.pk, at) for one in waiting)


@transaction.atomic
def _settled(pk: int, at: datetime) -> bool:
    report = ReportRow.objects.select_for_update(skip_locked=True).filter(pk=pk, message=None).first()
    message = _message_of(report) if report else None
    if report is None or message is None or _with_a_worker(message, at):
        return False
    ReportRow.objects.filter(pk=pk).update(message=message)
    state = after_report(MessageState(message.state), Delivery(report.delivery))
    if state is not None:
        with act_as(Acting(message.user, message.organisation, where="outbox", purpose=HOOK)):
            _moved(message, state, report, at)
    return True


def _moved(message: Message, state: MessageState, report: ReportRow, at: datetime) -> None:
    """Put a message where its report says; what was thought lost and arrived after all was an act."""
    arrived, before = state is MessageState.DELIVERED, MessageState(message.state)
    if before not in (MessageState.SENT, MessageState.DELIVERED) and message.sent_at is None:
        message.activity = wrote_down(message, SENT if arrived else NOT_SENT, at)
        tell(message.verdicts, OutcomeKind.DONE if arrived else OutcomeKind.NOT_DONE, at)
        message.sent_at = report.at if arrived else None
    message.state, message.code, message.at = state, report.code, at
    message.lease_until, message.in_hand, message.stopped_why = None, False, ""
    message.provider_id = message.provider_id or report.provider_id
    message.save(update_fields=[
        "state", "code", "at", "lease_until", "in_hand", "stopped_why", "provider_id", "activity", "sent_at",
    ])  # fmt: skip
    record(verb="message.reported", subject=("case", message.case.number), at=at,
           detail={"message": message.pk, "delivery": report.delivery, "code": report.code})  # fmt: skip
    announce("message", message.case.number)


def _message_of(report: ReportRow) -> Message | None:
    """The message a report speaks of, locked."""
    of_channel = Message.objects.select_for_update(of=("self",)).select_related("case").filter(channel=report.channel)
    if report.key:
        try:
            return of_channel.filter(key=uuid.UUID(report.key)).first()
        except ValueError:
            return None
    return of_channel.filter(provider_id=report.provider_id).first() if report.provider_id else None


def _with_a_worker(message: Message, at: datetime) -> bool:
    """Whether a worker still has the message: then its report waits a moment."""
    return message.state == MessageState.SENDING and message.lease_until is not None and message.lease_until > at
