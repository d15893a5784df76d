"""Pages of tenders, asked as the pages' own role: drawn up, published, asked about, sealed, opened, judged, awarded."""

import base64
import json
import re
from datetime import timedelta

import pytest
from django.test import Client

from huilong.rooms.people.actions import decide
from huilong.rooms.people.models import Approval, User
from huilong.rooms.tenders.models import Paper, Question, SealedBid, Tender
from huilong.rooms.tenders.rules.sealing import canonical, seal
from tests.meeting import meeting_as

from .conftest import AFTER, AT, CLOSES, ENTRY, EXIT, QUESTIONS, REVEALS, acting_as, bid_data, key_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def visitors(house):
    found = {}
    User.objects.update(language="en")
    for name, user in house.items():
        found[name] = Client(headers={"Accept": "text/html", "Accept-Language": "en"})
        found[name].force_login(user)
    return found


def form_at(moment) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M")


def drawn_up(visitors) -> str:
    """A tender drawn up on its page; its number."""
    page = visitors["boss"].get("/tenders/new").content.decode()
    counted = re.search(r'name="counted" value="(\d+)"', page).group(1)
    answer = visitors["boss"].post("/tenders/new", {
        "counted": counted, "title": "五月委外", "tier": "1", "trade": "agency", "entry_on": ENTRY.isoformat(),
        "exit_on": EXIT.isoformat(), "concentration_ppm": "50", "sample": "2", "pass_points": "20",
    })  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()[:400]
    return answer.url.strip("/").split("/")[1]


def published(visitors, house) -> str:
    number = drawn_up(visitors)
    answer = visitors["boss"].post(f"/tenders/{number}/publish", {
        "firm": [house[name].organisation_id for name in ("jia", "yi", "bing")],
        "questions_until": form_at(QUESTIONS), "closes_at": form_at(CLOSES), "reveals_until": form_at(REVEALS),
    })  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()[:400]
    return number


def handed_in(visitors, house, number, name, rate_ppm):
    sealed = seal(canonical(bid_data(house, number, name, rate_ppm)), key_of(name), name.encode().ljust(12, b"n"))
    return visitors[name].post(f"/tenders/{number}/sealed", {
        "commitment": sealed.commitment, "nonce": base64.b64encode(sealed.nonce).decode(),
        "ciphertext": base64.b64encode(sealed.ciphertext).decode(),
    })  # fmt: skip


def test_a_tender_goes_its_whole_way_on_its_pages(house, visitors, clock):
    number = published(visitors, house)
    rates = {"jia": 150_000, "yi": 180_000, "bing": 210_000}
    datas = {name: bid_data(house, number, name, rate) for name, rate in rates.items()}
    with meeting_as("web"):
        assert "Bid under seal" in visitors["jia"].get(f"/tenders/{number}/bid").content.decode()
        for name, data in datas.items():
            sealed = seal(canonical(data), key_of(name), name.encode().ljust(12, b"n"))
            told = {"commitment": sealed.commitment, "nonce": base64.b64encode(sealed.nonce).decode(),
                    "ciphertext": base64.b64encode(sealed.ciphertext).decode()}  # fmt: skip
            assert visitors[name].post(f"/tenders/{number}/sealed", told).status_code == 302
        page = visitors["boss"].get(f"/tenders/{number}/").content.decode()
        assert "Who has bid is not known" in page
    clock(CLOSES)
    with meeting_as("web"):
        assert visitors["boss"].get(f"/tenders/{number}/evaluation").status_code == 409
        for name in rates:
            answer = visitors[name].post(f"/tenders/{number}/reveal", {"key": key_of(name).hex()})
            assert answer.status_code == 302
        page = visitors["boss"].get(f"/tenders/{number}/evaluation").content.decode()
        assert "Work out the split" in page
        assert "150" not in re.sub(r"<[^>]*>", "", page).split("Rank")[0]
        mark = visitors["boss"].post(f"/tenders/{number}/marks/{house['yi'].organisation_id}",
                                     {"points": "70", "reason": "seen on the spot"})  # fmt: skip
        assert mark.status_code == 302
        assert visitors["boss"].post(f"/tenders/{number}/propose").status_code == 302
    asked = Approval.objects.get(kind="award").pk
    with meeting_as("web"):
        with acting_as(house["second"]):  # the page of approvals goes by today's clock
            decide(asked, approve=True, actor=house["second"].pk, at=CLOSES)
        page = visitors["boss"].get(f"/tenders/{number}/evaluation").content.decode()
        for said in ("Gap", "In reserve", "What the published limits cost", "Sign and place with"):
            assert said in page, said
        told = visitors["bing"].get(f"/tenders/{number}/result").content.decode()
        assert "Why not more" in told
        assert "21.00%" in told
        assert "15.00" not in told


def test_a_question_is_answered_to_all_and_nobody_reads_whose_it_was(house, visitors):
    number = published(visitors, house)
    with meeting_as("web"):
        asked = visitors["jia"].post(f"/tenders/{number}/ask", {"text": "May we visit?"})
        assert asked.status_code == 302
        assert "May we visit?" not in visitors["yi"].get(f"/tenders/{number}/").content.decode()
    which = Question.objects.get().pk
    with meeting_as("web"):
        page = visitors["boss"].get(f"/tenders/{number}/").content.decode()
        assert "May we visit?" in page
        assert "jia" not in page.split("Questions and answers")[1].split("End without")[0]
        assert visitors["boss"].post(f"/tenders/{number}/questions/{which}", {"text": "By day."}).status_code == 302
        told = visitors["yi"].get(f"/tenders/{number}/").content.decode()
        assert "May we visit?" in told
        assert "By day." in told


def test_a_paper_of_the_data_room_is_read_by_the_invited_and_every_look_is_written_down(house, visitors):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from huilong.rooms.journal.models import Entry

    number = published(visitors, house)
    with meeting_as("web"):
        sent = {"title": "Contract draft", "file": SimpleUploadedFile("draft.pdf", b"%PDF-1.7")}
        assert visitors["boss"].post(f"/tenders/{number}/papers", sent).status_code == 302
    which = Paper.objects.get().pk
    with meeting_as("web"):
        assert visitors["jia"].get(f"/tenders/{number}/papers/{which}").content == b"%PDF-1.7"
        assert visitors["ding"].get(f"/tenders/{number}/papers/{which}").status_code == 404
    assert Entry.objects.filter(verb="tender.looked", detail__at=f"paper:{which}").count() == 1


def test_a_sealed_file_from_the_command_line_is_taken(house, visitors):
    from django.core.files.uploadedfile import SimpleUploadedFile

    number = published(visitors, house)
    sealed = seal(canonical(bid_data(house, number, "jia")), key_of("jia"), b"n" * 12)
    body = json.dumps({
        "commitment": sealed.commitment, "nonce": base64.b64encode(sealed.nonce).decode(),
        "ciphertext": base64.b64encode(sealed.ciphertext).decode(),
    }).encode()  # fmt: skip
    with meeting_as("web"):
        sent = {"file": SimpleUploadedFile("sealed.json", body)}
        assert visitors["jia"].post(f"/tenders/{number}/sealed", sent).status_code == 302
        broken = {"file": SimpleUploadedFile("sealed.json", b"not json")}
        assert visitors["jia"].post(f"/tenders/{number}/sealed", broken).status_code == 422
    assert SealedBid.objects.get().commitment == sealed.commitment


def test_who_manages_nothing_makes_nothing(house, visitors):
    number = published(visitors, house)
    with meeting_as("web"):
        for name in ("fang", "clerk", "jia", "lin"):
            assert visitors[name].get("/tenders/new").status_code == 403, name
            assert visitors[name].post(f"/tenders/{number}/propose").status_code == 403, name
        assert visitors["lin"].get("/tenders/").status_code == 403
        assert visitors["ding"].get(f"/tenders/{number}/").status_code == 404
        assert number not in visitors["ding"].get("/tenders/").content.decode()
        assert number in visitors["jia"].get("/tenders/").content.decode()


@pytest.mark.parametrize(("field", "value"), [
    ("concentration_ppm", "many"), ("concentration_ppm", "140"), ("sample", "-1"), ("weight_price", "1.234"),
    ("entry_on", "2020-01-01"), ("title", " "),
])  # fmt: skip
def test_what_cannot_be_read_makes_no_tender(house, visitors, field, value):
    sent = {"counted": "60", "title": "x", "tier": "1", "entry_on": ENTRY.isoformat(), "exit_on": EXIT.isoformat()}
    assert visitors["boss"].post("/tenders/new", {**sent, field: value}).status_code == 422
    assert not Tender.objects.exists()


def test_times_out_of_order_publish_nothing(house, visitors):
    number = drawn_up(visitors)
    answer = visitors["boss"].post(f"/tenders/{number}/publish", {
        "firm": [house[name].organisation_id for name in ("jia", "yi")], "questions_until": form_at(CLOSES),
        "closes_at": form_at(QUESTIONS), "reveals_until": form_at(AT - timedelta(hours=1)),
    })  # fmt: skip
    assert answer.status_code == 422
    assert Tender.objects.get().published_at is None
    assert AFTER > REVEALS
