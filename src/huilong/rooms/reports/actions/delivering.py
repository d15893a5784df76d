"""Delivering packs (投递材料): what is due is written down once for each colleague, then handed over until it is taken.

By the night's role. A delivery's key says that it is one; a mail carries it, so that a second try is the same mail.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from huilong.kernel.refusal import Refusal
from huilong.rooms.contact.queries.channels import message_channel
from huilong.rooms.contact.terms import Attachment, Channel, Handed, HandedState, Outgoing
from huilong.rooms.journal.actions import record
from huilong.rooms.people.queries import accounts, colleagues
from huilong.rooms.people.rules.permissions import REACH
from huilong.rooms.people.terms import Reach
from huilong.rooms.reports.actions.packing import make_pack
from huilong.rooms.reports.actions.scheduling import readers
from huilong.rooms.reports.models import Delivery, Schedule
from huilong.rooms.reports.queries.gathering import newest_week
from huilong.rooms.reports.queries.packs import mailbox_of, pack_file
from huilong.rooms.reports.rules.mail import letter
from huilong.rooms.reports.rules.timing import LATE, latest_moment, next_try, week_before
from huilong.rooms.reports.terms.packs import Carrier, DeliveryState, PackForm

MOST_AT_ONCE = 200


@dataclass(frozen=True)
class Reader:
    """A colleague a pack goes to (收件人): of which team it tells, None for the house; in which language."""

    id: int
    team: int | None
    language: str


def deliver(at: datetime) -> dict[str, int]:
    """Write down what is due at a moment and hand over what waits (投递); how many of each.

    Again at the same moment does nothing more: what was written down is known by its key, what was taken is done.
    """
    counts = {"due": 0, "done": 0, "waiting": 0, "failed": 0}
    for one in Schedule.objects.filter(active=True).order_by("pk"):
        counts["due"] += _write_down(one, at)
    for key in list(_waiting(at).values_list("pk", flat=True)[:MOST_AT_ONCE]):
        state = _hand_over(key, at)
        if state is not None:
            counts[state.value] += 1
    return counts


def recipients(roles: Iterable[str], users: Iterable[int]) -> list[Reader]:
    """Who gets a pack now (收件人): active colleagues who may read packs, each once, with the reach of their role.

    A role that sees a team gets the pack of its team, nobody else's; who leads no team gets none.
    """
    wanted, named = set(roles), set(users)
    language = {one.id: one.language for one in accounts()}
    found = []
    for one in colleagues(readers()):
        if one.role.value not in wanted and one.id not in named:
            continue
        whole = REACH[one.role] is Reach.HOUSE
        if whole or one.team is not None:
            found.append(Reader(one.id, None if whole else one.team, language.get(one.id, "zh-hans")))
    return sorted(found, key=lambda reader: reader.id)




def _write_down(one: Schedule, at: datetime) -> int:
    """The deliveries of a schedule's latest moment, unless they are written down; nothing before its week is whole."""
    moment = latest_moment(one.weekday, one.hour, timezone.localtime(at))
    if moment < one.made_at or at - moment > LATE:
        return 0
    sunday = week_before(moment.date())
    week = newest_week(sunday)
    if week is None or week.on != sunday:
        return 0
    stem, packs, made = f"{one.pk}:{moment:%Y%m%d%H}", {}, 0
    for reader in recipients(one.roles, one.users):
        carriers = [Carrier.NOTICE, *([Carrier.MAIL] if mailbox_of(reader.id) else [])]
        keys = {f"{stem}:{reader.id}:{carrier.value}": carrier for carrier in carriers}
        there = set(Delivery.objects.filter(key__in=list(keys)).values_list("key", flat=True))
        if not set(keys) - there:
            continue
        if reader.team not in packs:
            packs[reader.team] = make_pack(at, team=reader.team, on=sunday).id
        for key, carrier in keys.items():
            _kept, fresh = Delivery.objects.get_or_create(key=key, defaults={
                "schedule": one, "pack_id": packs[reader.team], "user": reader.id, "carrier": carrier.value,
                "state": DeliveryState.WAITING.value, "due_at": at,
            })  # fmt: skip
            made += fresh
    return made


def _waiting(at: datetime):  # type: ignore[no-untyped-def]
    return Delivery.objects.filter(state=DeliveryState.WAITING.value, due_at__lte=at).order_by("due_at", "pk")


@transaction.atomic
def _hand_over(key: int, at: datetime) -> DeliveryState | None:
    """Hand one delivery over; None if somebody else has it in hand or it is done."""
    one = _waiting(at).filter(pk=key).select_for_update(skip_locked=True).first()
    if one is None:
        return None
    reader = next((r for r in recipients((), [one.user]) if r.id == one.user), None)
    if reader is None or reader.team != one.pack.team:
        return _ended(one, DeliveryState.FAILED, "no-longer-a-reader", at)
    if one.carrier == Carrier.NOTICE:
        return _ended(one, DeliveryState.DONE, "", at)
    return _told(one, _mailed(one, reader), at)


def _mailed(one: Delivery, reader: Reader) -> Handed:
    """Hand a mail over: a link that asks to sign in, or the pack itself where the schedule says so."""
    address = mailbox_of(reader.id)
    if not address:
        return Handed(HandedState.REFUSED, code="no-address")
    zh = reader.language.startswith("zh")
    link = f"{settings.PUBLIC_URL}/portfolio/packs/{one.pack_id}/"
    papers = _papers(one, "zh-hans" if zh else "en") if one.schedule.attach else ()
    said = letter(one.pack.from_on + timedelta(days=1), one.pack.on, link, attached=bool(papers))
    try:
        channel = message_channel(Channel.EMAIL)
    except Refusal as refusal:
        return Handed(HandedState.LATER, code=refusal.code)
    subject, body = (part.zh if zh else part.en for part in said)
    return channel.send(Outgoing(f"pack-{one.pk}", address, body, subject, attachments=papers))


def _papers(one: Delivery, language: str) -> tuple[Attachment, ...]:
    """The pack in the reader's language; the workbook alone where there is no PDF."""
    found = []
    for form, media in (
        (PackForm.PDF, "application/pdf"),
        (PackForm.XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ):
        try:
            body, _sha256 = pack_file(one.pack_id, form, language)
        except Refusal:
            continue
        found.append(Attachment(f"huilong-{one.pack.on}.{form.value}", media, body))
    return tuple(found)


def _told(one: Delivery, handed: Handed, at: datetime) -> DeliveryState:
    """What a server's answer means; no answer is tried again as the same mail, since SMTP knows no question."""
    if handed.state is HandedState.ACCEPTED:
        return _ended(one, DeliveryState.DONE, handed.code, at)
    if handed.state is HandedState.REFUSED:
        return _ended(one, DeliveryState.FAILED, handed.code, at)
    one.attempts += 1
    again = next_try(one.attempts, at, handed.retry_after_seconds)
    if again is None:
        return _ended(one, DeliveryState.FAILED, handed.code, at)
    one.due_at, one.code = again, handed.code[:60]
    one.save(update_fields=["attempts", "due_at", "code"])
    return DeliveryState.WAITING


def _ended(one: Delivery, state: DeliveryState, code: str, at: datetime) -> DeliveryState:
    """A delivery that is over, one way or the other, and its journal entry."""
    one.state, one.code, one.done_at = state.value, code[:60], at
    one.save(update_fields=["state", "code", "done_at"])
    verb = "pack.delivered" if state is DeliveryState.DONE else "pack.undelivered"
    record(verb=verb, subject=("pack", one.pack_id), at=at,
           detail={"user": one.user, "carrier": one.carrier, "code": one.code, "delivery": one.pk})  # fmt: skip
    return state
