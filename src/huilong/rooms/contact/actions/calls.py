"""Verbs of calls (通话): dial after asking, and what the telephone system tells afterwards."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.queries import case_brief
from huilong.rooms.compliance.actions import tell_outcome
from huilong.rooms.compliance.terms import OutcomeKind
from huilong.rooms.contact.actions.asking import ask_contact
from huilong.rooms.contact.actions.calllog import number_digest
from huilong.rooms.contact.models import Call
from huilong.rooms.contact.queries.channels import policy, telephony
from huilong.rooms.contact.queries.consent import consent
from huilong.rooms.contact.terms import CallNews, CallState, Channel, Dialled, Telephony
from huilong.rooms.journal.actions import record
from huilong.rooms.vault.actions import handed_over
from huilong.rooms.vault.rules.normal import normal
from huilong.shell.live import announce

BY_HAND = "by-hand"
"""The code of a call dialled on a telephone that is not connected to the house."""


def dial(number: str, person: int, at: datetime) -> Call:
    """Call somebody of a case (拨打): the number goes to the telephone system, unseen. Refuses where not permitted.

    Without a telephone system the collector dials by hand, if the lender says that another system records: the call
    is asked for and counted all the same.
    """
    line = telephony()
    case = case_brief(number)
    clear = handed_over(person, "phone", purpose="call", to="telephone", at=at)
    if not clear:
        raise Refusal(
            "no-phone", status=409, zh="此联系人没有电话号码。", en="There is no phone number of this person.",
            remedy_zh="请改用信函,或补充联系方式。", remedy_en="Write a letter, or find another number.",
        )  # fmt: skip
    permission = ask_contact(
        number, person, Channel.CALL, at, clear_number=normal("phone", clear),
        override=consent(number, person, Channel.CALL, at),
        recorder=line.healthy() if line else policy().recorded_apart,
    )  # fmt: skip
    if permission.refusal is not None:
        raise permission.refusal
    who = acting()
    user, organisation = (who.user, who.organisation) if who else (0, 0)
    key = uuid.uuid4()
    with transaction.atomic():
        call = Call.objects.create(
            key=key, case_id=case.id, person=person, number=number_digest(clear), verdicts=list(permission.verdicts),
            user=user, organisation=organisation, at=at, state=CallState.DIALLING.value,
        )  # fmt: skip
        record(verb="call.begun", subject=("case", number), at=at, verdict=str(permission.verdicts[-1]),
               detail={"call": str(key), "person": person})  # fmt: skip
    _ring(line, call, str(user), clear, at)
    announce_call(call, number)
    return call


def _ring(line: Telephony | None, call: Call, extension: str, clear: str, at: datetime) -> None:
    """Hand the call to the telephone system; one it did not begin does not count."""
    told = line.dial(str(call.key), extension, clear) if line else Dialled("", True, BY_HAND)
    call.provider_id, call.code = told.provider_id, told.code
    if not told.ok:
        call.state = CallState.FAILED.value
        for verdict in call.verdicts:
            tell_outcome(verdict, OutcomeKind.NOT_DONE, at)
    Call.objects.filter(pk=call.pk).update(provider_id=call.provider_id, code=call.code, state=call.state)


def announce_call(call: Call, number: str) -> None:
    """Tell the open pages of the case where its call stands."""
    with transaction.atomic():
        announce("call", number, call=str(call.key), state=call.state, seconds=call.seconds)


def take_call_news(news: Sequence[CallNews]) -> int:
    """Write down what the telephone system tells of calls (通话事件); how many were ours. Told twice changes nothing.

    News may come in any order: an ended call stays ended. Whoever is not of the house may tell it: the statement writes
    with the owner's rights, once the signature was checked.
    """
    ours = 0
    for one in news:
        key = _key(one.key)
        if key is None:
            continue
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "select contact_call_news(%s, %s, %s, %s, %s)",
                [key, one.state.value, one.at, one.seconds, one.recording[:200]],
            )
            number = cursor.fetchone()[0]
            if number is not None:
                ours += 1
                announce("call", number, call=str(key), state=one.state.value, seconds=one.seconds)
    return ours


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
