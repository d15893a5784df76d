"""Rows of the queue as they are drawn (排队行). Written here rather than in a template: every next case brings sixty of
them, and they took half of the time that a page takes to draw."""

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import quote

from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from huilong.rooms.cases.terms import QueueReason, QueueRow
from huilong.shell.templatetags.huilong import clock, money, words

LOOKS = {
    QueueReason.BROKEN_PROMISE: "tag-red", QueueReason.PROMISE_TODAY: "tag-amber", QueueReason.CALL_BACK: "tag-amber",
}  # fmt: skip
"""Reasons that are told apart by colour; the others are blue."""
LATE_DAYS = 90
"""Past due longer than this, an amount is red."""
PLACE = "~"
"""Stands for a case's number where an address is made once for all rows; nothing escapes it."""


def queue_rows(rows: Iterable[QueueRow], here: str, at: datetime, token: str) -> SafeString:
    """The rows, each a form that opens its case; that of case `here` marked. Every value is escaped."""
    before, _place, after = reverse("desk:open", args=[PLACE]).partition(PLACE)
    hidden = format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token)
    drawn = []
    for row in rows:
        address = escape(f"{before}{quote(row.number)}{after}")
        mark = ' class="here" aria-current="true"' if row.number == here else ""
        drawn.append(
            f'\n<li{mark}><form method="post" action="{address}" hx-post="{address}" hx-target="#pane"'
            f' hx-include="#queue-tab">{hidden}<button class="queue-row">{_facts(row)}'
            f'\n<span class="why-here">{_reasons(row, at)}</span>\n</button></form></li>'
        )
    return SafeString("".join(drawn))


def _facts(row: QueueRow) -> str:
    """Who it is, what is owed, where, and for how long."""
    red = " red" if row.past_due_days > LATE_DAYS else ""
    where = escape(row.plate_masked) + (f" · {escape(row.city)}" if row.city else "")
    return (
        f'\n<span class="who">{escape(row.name_masked or row.number)}</span>'
        f'<span class="money{red}">{money(row.delinquent_fen)}</span>\n<span class="dim where">{where}</span>'
        f'<span class="dim">{escape(gettext("%(days)s d") % {"days": row.past_due_days})}</span>'
    )


def _reasons(row: QueueRow, at: datetime) -> str:
    """Why it stands where it stands, and what speaks against working it now."""
    tags = [_tag(words(one), LOOKS.get(one, "tag-blue")) for one in row.why]
    if row.rank < 0:
        tags.append(_tag(gettext("on hold"), "tag-red"))
    if row.open_with:
        tags.append(_tag(gettext("open elsewhere"), "tag-amber"))
    if row.not_before and row.not_before > at:
        tags.append(_tag(clock(row.not_before)))
    elif row.worked_on:
        tags.append(_tag(gettext("worked"), "tag-green"))
    return "".join(tags)


def _tag(text: str, look: str = "") -> str:
    return f'<span class="{f"tag {look}".rstrip()}">{escape(text)}</span>'
