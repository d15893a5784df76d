"""The outbox's worker (消息发送): one message at a time, in order for each person, never given out twice.

A message is marked `sending` in a transaction of its own, with the number of the attempt, before anything else is done.
While a worker lives it holds a lock of its session on the message; when it dies the lock goes with it, and the lease
runs out. What was in the provider's hand then is asked after by its key, never given again unasked.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import connection, transaction

from huilong.kernel.acting import Acting, act_as
from huilong.kernel.refusal import Refusal
from huilong.rooms.contact.actions import marking
from huilong.rooms.contact.actions.asking import ask_contact
from huilong.rooms.contact.actions.composing import address_of, compose
from huilong.rooms.contact.actions.letters import print_letter
from huilong.rooms.contact.actions.reports import settle_reports
from huilong.rooms.contact.models import Batch, Message
from huilong.rooms.contact.queries.facts import Words
from huilong.rooms.contact.queries.opening import next_permitted
from huilong.rooms.contact.rules.retrying import gives_up
from huilong.rooms.contact.terms import (
    Asking,
    Channel,
    HandedState,
    MessageChannel,
    MessageState,
    Outgoing,
    Permission,
    Rendered,
    StopReason,
    Typesetter,
    Worked,
)

LEASE = timedelta(minutes=2)
"""How long a worker has for one message before others look after it."""
BUSY, DUE, LOST = "busy", "due", "lost"
_CLAIM_DUE = """
select m.id from contact_message m
 where m.state = 'waiting' and m.due_at <= %(at)s and m.channel = any(%(channels)s)
   and (m.batch_id is null or m.batch_id <> all(%(full)s) and exists (
        select from contact_batch b where b.id = m.batch_id and b.state = 'running'))
   and not exists (select from contact_message e
                    where e.person = m.person and e.id < m.id and e.state in ('waiting', 'sending'))
 order by m.due_at, m.id limit 1 for update of m skip locked
"""
_CLAIM_LOST = """
select m.id from contact_message m
 where m.state = 'sending' and m.lease_until <= %(at)s and m.channel = any(%(channels)s)
 order by m.lease_until, m.id limit 1 for update of m skip locked
"""
_BY_HOUSE = {"case-closed": StopReason.CLOSED, "nothing-past-due": StopReason.RECEIPT}
"""Refusals of the house itself that no verdict stands behind; others come of a flag."""


def run_outbox(
    channels: Mapping[Channel, MessageChannel], at: datetime, most: int, *, ask: Asking | None = None,
    press: Typesetter | None = None,
) -> Worked:
    """Work on at most `most` messages that are due at `at` (发送到期消息); what became of them.

    Workers may run side by side. Call it outside a transaction: each step commits before the next one.
    """
    counts: Counter[str] = Counter(reports=settle_reports(at))
    if not counts["reports"]:
        del counts["reports"]
    work = _Work(channels, press, ask or ask_the_law, at)
    for taken in range(most):
        became = work.one_more()
        if became is None:
            return Worked(taken, counts)
        counts[became] += 1
    return Worked(most, counts)


def ask_the_law(
    number: str, person: int, channel: Channel, at: datetime, *, text_flags: tuple[str, ...], stated_fen: int | None
) -> Permission:
    """Ask as the desk asks before a call (请示), with what this text says."""
    return ask_contact(number, person, channel, at, words=Words(text_flags, stated_fen))


class _Work:
    """One run over the outbox: its channels, whom it asks, and the moment."""

    def __init__(
        self, channels: Mapping[Channel, MessageChannel], press: Typesetter | None, ask: Asking, at: datetime
    ) -> None:
        self.channels, self.press, self.ask, self.at = channels, press, ask, at
        self.known = [one.value for one in channels] + ([Channel.LETTER.value] if press else [])
        self.full: list[int] = [0]

    def one_more(self) -> str | None:
        """Take the next message, one that was lost first, and work on it; what became of it. None: nothing is due."""
        while True:
            kind, message = self._claimed(_CLAIM_LOST, LOST)
            if message is None and kind != BUSY:
                kind, message = self._claimed(_CLAIM_DUE, DUE)
            if message is None:
                if kind == BUSY:
                    continue
                return None
            try:
                with act_as(_sender(message)):
                    return self._worked(message)
            finally:
                _let_go(message.pk)

    def _claimed(self, sql: str, kind: str) -> tuple[str, Message | None]:
        """A message marked `sending` and locked for this worker, committed. BUSY: look again."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, {"at": self.at, "channels": self.known, "full": self.full})
            found = cursor.fetchone()
            if found is None:
                return kind, None
            message = Message.objects.select_related("template", "case").get(pk=found[0])
            if message.batch_id and kind == DUE and not self._has_room(message.batch_id):
                return BUSY, None
            if not _take_hold(message.pk):  # its worker lives, only slowly: leave it the time
                lost = Message.objects.filter(pk=message.pk, state=MessageState.SENDING)
                return (BUSY if lost.update(lease_until=self.at + LEASE) else kind), None
            try:
                marking.mark_sending(message, self.at, self.at + LEASE, lost=kind == LOST)
            except BaseException:
                _let_go(message.pk)
                raise
        return kind, message

    def _has_room(self, batch_id: int) -> bool:
        """Whether a bulk send may give one more out within its throttle; if not it is left alone in this run."""
        batch = Batch.objects.select_for_update().get(pk=batch_id)
        minute = self.at - timedelta(minutes=1)
        if Message.objects.filter(batch=batch, tried_at__gt=minute).count() < batch.per_minute:
            return True
        self.full.append(batch_id)
        return False

    def _worked(self, message: Message) -> str:
        try:
            if message.in_hand:
                return self._asked_after(message)
            if gives_up(message.handed):
                return marking.mark_given_up(message, self.at)
            return self._tried(message)
        except marking.Overtaken:
            return "overtaken"

    def _asked_after(self, message: Message) -> str:
        """What came of a message that may be in the provider's hand already."""
        answer = self.channels[Channel(message.channel)].ask(str(message.key))
        if answer is None:
            return marking.mark_never_came(message, self.at)
        return marking.mark_answered(message, answer, None, self.at)

    def _tried(self, message: Message) -> str:
        """Compose, ask the law about it as it is, and hand it over if it may be."""
        at, channel = self.at, Channel(message.channel)
        marking.take_back_verdicts(message, at)
        try:
            with transaction.atomic():
                rendered = compose(message, _sender(message), at)
        except Refusal as refusal:
            return marking.mark_failed(message, refusal.code, at)
        said = self.ask(
            message.case.number, message.person, channel, at, text_flags=rendered.flags, stated_fen=rendered.stated_fen
        )
        if not said.permitted:
            return self._not_permitted(message, said.verdicts, said.refusal)
        if channel is Channel.LETTER:
            return self._printed(message, said.verdicts)
        return self._handed_over(message, said.verdicts, rendered)

    def _not_permitted(self, message: Message, verdicts: tuple[int, ...], refusal: Refusal | None) -> str:
        """Back in the queue until the clock lets it through, or stopped."""
        code = refusal.code if refusal else "law"
        opens = next_permitted(verdicts, self.at) if verdicts else None
        if opens is not None and opens > self.at:
            return marking.mark_put_back(message, verdicts, code, opens, self.at)
        why = StopReason.LAW if verdicts else _BY_HOUSE.get(code, StopReason.FLAG)
        return marking.mark_stopped(message, verdicts, code, why, self.at)

    def _handed_over(self, message: Message, verdicts: tuple[int, ...], rendered: Rendered) -> str:
        """Give a message to its provider; before that it is on record that it may be in its hand."""
        channel = Channel(message.channel)
        with transaction.atomic():
            to = address_of(message, self.at)
        marking.keep_verdicts(message, verdicts, rendered.stated_fen, bool(to), self.at)
        if not to:
            return marking.mark_failed(message, "no-address", self.at)
        template = message.template
        answer = self.channels[channel].send(Outgoing(
            str(message.key), to, rendered.body, rendered.subject, f"{template.key}.{template.language}",
            rendered.values,
        ))  # fmt: skip
        if answer.state is HandedState.ACCEPTED:
            return marking.mark_sent(message, answer, rendered, self.at)
        return marking.mark_answered(message, answer, rendered, self.at)

    def _printed(self, message: Message, verdicts: tuple[int, ...]) -> str:
        """Set a letter in type and put it among the files of its case, in one transaction."""
        marking.keep_verdicts(message, verdicts, None, False, self.at)
        try:
            return print_letter(message, self.press, _sender(message), self.at)  # type: ignore[arg-type]
        except Refusal as refusal:
            return marking.mark_failed(message, refusal.code, self.at)


def _sender(message: Message) -> Acting:
    """Who queued it: the law asks about that person, and the verdict bears that name."""
    return Acting(message.user, message.organisation, where="outbox", purpose=f"message:{message.pk}")


def _take_hold(pk: int) -> bool:
    """Hold a message for this session, unless another session does."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(hashtextextended('message:' || %s, 0))", [pk])
        return bool(cursor.fetchone()[0])


def _let_go(pk: int) -> None:
    """Let a message go; a session that broke has let it go already."""
    if not connection.is_usable():
        connection.close()
        return
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_unlock(hashtextextended('message:' || %s, 0))", [pk])
