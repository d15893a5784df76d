"""Letters (信函): numbered without a gap, set in type, kept among the files of the case: all in one transaction."""

import io
from datetime import datetime

from django.db import connection, transaction

from huilong.kernel.acting import Acting
from huilong.rooms.compliance.terms import OutcomeKind
from huilong.rooms.contact.actions.composing import compose
from huilong.rooms.contact.actions.marking import SENT, bound_to, fenced, noted, tell, wrote_down
from huilong.rooms.contact.models import Message
from huilong.rooms.contact.queries.figures import house_day
from huilong.rooms.contact.rules.lettering import letter_number
from huilong.rooms.contact.terms import Letter, MessageState, Typesetter
from huilong.rooms.files import actions as files
from huilong.rooms.files.terms import FileKind
from huilong.rooms.people.queries import lender_organisation
from huilong.rooms.vault.queries import sealed_note


@transaction.atomic
def print_letter(message: Message, press: Typesetter, sender: Acting, at: datetime) -> str:
    """Give a letter its number, set it in type and keep it (打印信函); it is then ready for the post.

    The number, the file and the state are one transaction, so that a letter that fails leaves no gap in the series.
    Raises Refusal `bad-letter` and what keeping the file refuses.
    """
    house = lender_organisation()
    lender, year = house.id if house else 0, house_day(at).year
    number = _next_number(lender, year)
    printed = letter_number(year, number)
    rendered = compose(message, sender, at, printed)
    values = {
        **rendered.values, "subject": rendered.subject, "body": rendered.body, "letter_number": printed,
        "language": message.template.language, "on": house_day(at).isoformat(),
    }  # fmt: skip
    pdf = press.pdf(Letter(message.template.layout, values))
    kept = files.add(
        message.case.number, io.BytesIO(pdf), kind=FileKind.LETTER, name=f"{printed}.pdf", note=rendered.subject[:200],
        at=at,
    )  # fmt: skip
    key_id, sealed = sealed_note(f"{rendered.subject}\n{rendered.body}", bound_to(message))
    fenced(
        message, state=MessageState.SENT, lease_until=None, sent_at=at, at=at, code="", body=sealed,
        sealed_by_id=key_id, stated_fen=rendered.stated_fen, lender=lender, letter_year=year, letter_number=number,
        file=kept.id, activity=wrote_down(message, SENT, at),
    )  # fmt: skip
    tell(message.verdicts, OutcomeKind.DONE, at)
    noted(message, at, verb="message.printed", code=printed)
    return "printed"


def _next_number(lender: int, year: int) -> int:
    """The next number of a lender's year; whoever comes meanwhile waits until this letter is kept or given up."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into contact_letter_series as s (lender, year, last) values (%s, %s, 1)"
            " on conflict (lender, year) do update set last = s.last + 1 returning last",
            [lender, year],
        )
        return int(cursor.fetchone()[0])
