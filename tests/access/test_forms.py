"""A stranger's thing named in a form of one's own is answered word for word like a thing that is not there."""

import re

import pytest

from .look import ask
from .world import MISSING_KEY, RULES

pytestmark = pytest.mark.django_db
PASSING_NUMBER = re.compile(r"\b\d{1,9}\b")
"""Keys of rows: what a form left behind is undone, the numbers it was given are not given again."""

FORMS = [
    ("/cases/{case}/recovery/request", "case", "vehicle", "vehicle", {"basis": "court", "security": "mortgage"}),
    ("/api/v1/cases/{case}/recovery", "case", "vehicle", "vehicle", {"basis": "court"}),
    ("/cases/{case}/recovery/delivered", "case", "notice", "notice", {"delivered_on": "2026-07-01", "proof": "paper"}),
    ("/cases/{case}/tracks/location", "case", "vehicle", "vehicle", {"purpose": "collect"}),
    ("/cases/{case}/tracks/track", "case", "vehicle", "vehicle",
     {"purpose": "collect", "since": "2026-06-29T08:00", "until": "2026-06-30T08:00"}),
    ("/cases/{case}/tracks/consent", "case", "vehicle", "vehicle", {"given_on": "2026-06-29", "notice_version": "v1"}),
    ("/cases/{case}/tracks/consent", "case", "paper", "evidence",
     {"given_on": "2026-06-29", "notice_version": "v1", "vehicle": "own"}),
    ("/recovery/{order}/ground", "order", "paper", "evidence",
     {"on": "2026-06-29", "until": "2099-06-29", "court": "court", "paper_number": "1"}),
    ("/recovery/{order}/after/act", "order", "told", "redemption", {"verb": "redeem"}),
    ("/recovery/{order}/after/act", "order", "receipt", "signed", {"verb": "return", "no": "1"}),
    ("/recovery/{order}/after/act", "order", "file", "evidence",
     {"verb": "voucher", "amount": "1", "on": "2026-06-29"}),
    ("/vehicles/{vehicle}/note", "vehicle", "file", "evidence",
     {"fact": "mileage", "km": "1000", "on": "2026-06-29", "source": "borrower"}),
]  # fmt: skip
"""The address, of which kind the own thing in it is, the field, of which kind the thing in it is, what else is told."""


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form[0]} {form[2]}")
def test_a_stranger_s_thing_in_a_form_of_one_s_own_is_answered_like_none(strangers, form):
    where, kind, field, of, more = form
    asked, counts = 0, False
    for viewer in strangers.viewers.values():
        for own in sorted(viewer.cases)[:1]:
            path = where.replace(f"{{{kind}}}", str(strangers.keys[kind][own]))
            body = more | ({"vehicle": strangers.keys["vehicle"][own]} if more.get("vehicle") == "own" else {})
            hidden = [name for name in strangers.keys[of] if not RULES["case"](strangers, viewer, name)][:1]
            none = ask(viewer, "POST", path, body | {field: MISSING_KEY})
            if not counts:
                mine = ask(viewer, "POST", path, body | {field: strangers.keys[of][own]})
                counts = (mine.status, mine.text) != (none.status, none.text)
            for key in [strangers.keys[of][name] for name in hidden]:
                theirs = ask(viewer, "POST", path, body | {field: key})
                assert theirs.status < 500, (viewer.name, path, theirs.text)
                assert theirs.status == none.status, (viewer.name, path, key, none.status)
                said = [PASSING_NUMBER.sub("", one.without(path, str(key), str(MISSING_KEY))) for one in (theirs, none)]
                assert said[0] == said[1], (viewer.name, path, key)
                asked += 1
    assert asked > 5
    assert counts, "nobody is answered otherwise for a thing of the own: the form does not ask for it"
