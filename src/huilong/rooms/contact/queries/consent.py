"""Whether a second person let a contact happen that the law wants two names for (双人同意)."""

from datetime import datetime

from huilong.kernel.acting import acting
from huilong.rooms.contact.terms import Channel
from huilong.rooms.people.queries import second_person
from huilong.rooms.people.terms import ApprovalKind


def consent(number: str, person: int, channel: Channel, at: datetime) -> dict[str, str] | None:
    """The two names that stand for a contact (双人同意), if a second person agreed within the last day."""
    who = acting()
    second = who and second_person(ApprovalKind.CONTACT, subject_of(number, person, channel), who.user, at)
    if not who or not second:
        return None
    return {"by": who.actor, "second": f"user:{second}", "why": f"approval {subject_of(number, person, channel)}"}


def subject_of(number: str, person: int, channel: Channel) -> str:
    """What a second person is asked about: a case, one of its people, a channel."""
    return f"case:{number}:{person}:{channel.value}"
