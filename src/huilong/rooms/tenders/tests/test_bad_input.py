"""Forms of tenders filled in badly are answered with a notice (招标乱填); a file that is missing too."""

import base64

import pytest

from huilong.rooms.tenders.models import Question
from huilong.rooms.tenders.rules.sealing import canonical, seal
from tests.badly import asked_badly, breakdowns
from tests.meeting import meeting_as

from .conftest import AT, CLOSES, ENTRY, EXIT, QUESTIONS, REVEALS, acting_as, all_bid, bid_data, key_of, made, published
from .test_pages import form_at, visitors

__all__ = ["visitors"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.slow
def test_no_form_of_a_tender_breaks_down(house, visitors, clock):
    from huilong.rooms.tenders.actions import ask

    draft_form = {
        "counted": "60", "title": "x", "tier": "1", "trade": "agency", "entry_on": ENTRY.isoformat(),
        "exit_on": EXIT.isoformat(), "concentration_ppm": "50", "sample": "2", "pass_points": "20",
        "weight_price": "40", "bond": "100",
    }  # fmt: skip
    with meeting_as("web"):
        broken = breakdowns(visitors["boss"], "/tenders/new", draft_form)
    draft = made(house)
    firm = house["jia"].organisation_id
    with meeting_as("web"):
        broken += breakdowns(visitors["boss"], f"/tenders/{draft}/publish", {
            "firm": str(firm), "questions_until": form_at(QUESTIONS), "closes_at": form_at(CLOSES),
            "reveals_until": form_at(REVEALS),
        })  # fmt: skip
        broken += breakdowns(visitors["boss"], f"/tenders/{draft}/papers", {"title": "Terms", "file": "no file"})
        broken += breakdowns(visitors["boss"], f"/tenders/{draft}/cancel", {"why": "wrong"})
    with acting_as(house["boss"]):
        from huilong.rooms.tenders.actions import cancel

        cancel(draft, "x", AT)
    number = published(house)
    with acting_as(house["yi"]):
        ask(number, "?", AT)
    sealed = seal(canonical(bid_data(house, number, "jia")), key_of("jia"), b"n" * 12)
    told = {"commitment": sealed.commitment, "nonce": base64.b64encode(sealed.nonce).decode(),
            "ciphertext": base64.b64encode(sealed.ciphertext).decode()}  # fmt: skip
    question = Question.objects.get().pk
    with meeting_as("web"):
        broken += breakdowns(visitors["jia"], f"/tenders/{number}/sealed", told)
        broken += breakdowns(visitors["jia"], f"/tenders/{number}/sealed", {"file": "no file"})
        broken += breakdowns(visitors["jia"], f"/tenders/{number}/ask", {"text": "May we?"})
        broken += breakdowns(visitors["boss"], f"/tenders/{number}/questions/{question}", {"text": "Yes."})
        broken += breakdowns(visitors["clerk"], f"/tenders/{number}/bonds/{firm}", {"move": "taken"})
    all_bid(house, number, clock)
    with meeting_as("web"):
        broken += breakdowns(visitors["jia"], f"/tenders/{number}/reveal", {"key": "ab" * 32})
        broken += breakdowns(visitors["boss"], f"/tenders/{number}/marks/{firm}", {"points": "70", "reason": "x"})
        for where in ("/tenders/", "/tenders/news"):
            asked = asked_badly(visitors["jia"], where, {"page": "1", "sort": "-made_at"}, "get")
            broken += [f"{where} {name}={bad!r:.30}" for name, bad, status in asked if status >= 500]
    assert broken == []
