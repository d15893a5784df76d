"""Pages and calls of files: asked as the pages' own role; who does not hold the case finds nothing."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from huilong.rooms.files.models import File
from huilong.rooms.journal.queries import timeline
from tests.meeting import meeting_as

from .conftest import PDF, PNG

pytestmark = pytest.mark.django_db(transaction=True)
FIRST, SECOND = "CL20260000001", "CL20260000002"


@pytest.fixture
def visitors(desk) -> dict[str, Client]:
    found = {}
    for name, user in desk.items():
        found[name] = Client(headers={"Accept": "text/html", "Accept-Language": "en"})
        found[name].force_login(user)
    with meeting_as("web"):
        yield found


def send(client, number=FIRST, body=PDF, name="欠条 林.pdf", **more):
    form = {"kind": "contract", "note": "signed", "file": SimpleUploadedFile(name, body), **more}
    return client.post(f"/cases/{number}/files/add", form)


def key_of(number=FIRST) -> int:
    with meeting_as("night"):
        return File.objects.get(case__number=number).pk


def read(answer) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_collector_adds_a_file_and_reads_it_back(visitors):
    lin = visitors["lin"]
    assert send(lin).status_code == 302
    page = lin.get(f"/cases/{FIRST}/files/").content.decode()
    assert "欠条 林.pdf" in page and "signed" in page
    assert f"/cases/{FIRST}/files/" in lin.get(f"/cases/{FIRST}/?tab=holders").content.decode()
    key = key_of()
    assert f"/files/{key}/content" in lin.get(f"/files/{key}/").content.decode()
    answer = lin.get(f"/files/{key}/content")
    assert read(answer) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline")
    assert lin.get(f"/files/{key}/content?save=1")["Content-Disposition"].startswith("attachment")
    for name, said in (("X-Content-Type-Options", "nosniff"), ("Cache-Control", "no-store"),
                       ("Content-Security-Policy", "sandbox"), ("X-Frame-Options", "DENY")):  # fmt: skip
        assert said in answer[name], name
    with meeting_as("night"):
        verbs = [one.verb for one in timeline([("case", FIRST)])]
    assert verbs.count("file.opened") == 2
    assert verbs.count("file.added") == 1


@pytest.mark.parametrize(("body", "name"), [(b"a,b\r\n1,2\r\n", "a.csv"), (b"<b>hello</b>", "a.html"),
                                            (b"ID3\x03" + bytes(60), "a.mp3")])  # fmt: skip
def test_what_is_neither_image_nor_pdf_is_saved_not_shown(visitors, body, name):
    lin = visitors["lin"]
    send(lin, body=body, name=name)
    answer = lin.get(f"/files/{key_of()}/content")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "html" not in answer["Content-Type"]
    assert read(answer) == body


def test_a_stranger_s_file_answers_like_one_that_is_not_there(visitors):
    send(visitors["lin"])
    key, said = key_of(), []
    zhou = visitors["zhou"]
    for one in (key, 999_999):
        for path in (f"/files/{one}/", f"/files/{one}/content"):
            answer = zhou.get(path)
            said.append((answer.status_code, answer.content.decode().replace(str(one), "")))
        assert zhou.post(f"/files/{one}/withdraw", {"why": "unlawful"}).status_code == 403
    assert [status for status, _ in said] == [404] * 4
    assert zhou.get(f"/cases/{FIRST}/files/").status_code == 404
    assert send(zhou).status_code == 404


def test_who_may_not_see_files_does_not_though_the_whole_house_is_in_sight(visitors):
    send(visitors["lin"])
    for path in (f"/cases/{FIRST}/files/", f"/files/{key_of()}/", f"/files/{key_of()}/content"):
        assert visitors["shen"].get(path).status_code == 403
    assert "/files/" not in visitors["shen"].get(f"/cases/{FIRST}/?tab=holders").content.decode()


def test_a_lead_withdraws_with_a_reason_and_the_collector_opens_it_no_more(visitors):
    send(visitors["lin"])
    key = key_of()
    assert visitors["lin"].post(f"/files/{key}/withdraw", {"why": "unlawful"}).status_code == 403
    assert visitors["fang"].post(f"/files/{key}/withdraw", {"why": "because"}).status_code == 422
    assert visitors["fang"].post(f"/files/{key}/withdraw", {"why": "unlawful"}).status_code == 302
    assert visitors["lin"].get(f"/files/{key}/content").status_code == 410
    assert "/content" not in visitors["lin"].get(f"/files/{key}/").content.decode()
    assert read(visitors["fang"].get(f"/files/{key}/content")) == PDF


@pytest.mark.parametrize(("form", "status"), [
    ({"file": ""}, 422), ({"kind": "nonsense"}, 422), ({"file": SimpleUploadedFile("a.pdf", b"MZ" + bytes(90))}, 415),
    ({"note": "x" * 201}, 422),
])  # fmt: skip
def test_a_form_that_cannot_be_taken_is_refused(visitors, form, status):
    assert send(visitors["lin"], **form).status_code == status


def test_an_upload_longer_than_anything_may_be_is_not_kept(visitors, settings):
    settings.FILE_LIMITS = dict.fromkeys(("document", "image", "audio", "video", "text"), 1)
    answer = send(visitors["lin"], body=PDF + bytes(3_000_000))
    assert answer.status_code == 413
    assert "1 MB" in answer.content.decode()


@pytest.fixture
def caller(desk):
    """A lender's token for files, as a function that calls."""
    from huilong.rooms.people.actions import issue_token

    at = timezone.now() - timedelta(minutes=5)
    _, secret = issue_token("archive", desk["lin"].organisation_id, ["file.view", "file.add", "case.view"],
                            actor=desk["fang"].pk, at=at)  # fmt: skip
    with meeting_as("web"):
        yield Client(headers={"Authorization": f"Bearer {secret}", "Accept": "application/json"})


def test_another_system_adds_lists_and_opens(caller):
    form = {"kind": "photo", "note": "yard", "file": SimpleUploadedFile("a.png", PNG)}
    first = caller.post(f"/api/v1/cases/{FIRST}/files", form)
    assert (first.status_code, first.json()["new"]) == (200, True), first.content
    form["file"] = SimpleUploadedFile("b.png", PNG)
    again = caller.post(f"/api/v1/cases/{FIRST}/files", form)
    assert again.json() == {"id": first.json()["id"], "new": False}
    listed = caller.get(f"/api/v1/cases/{FIRST}/files", query_params={"sort": "-size"}).json()
    assert [(one["name"], one["media"], one["note"]) for one in listed["files"]] == [("a.png", "image/png", "yard")]
    answer = caller.get(f"/api/v1/files/{first.json()['id']}")
    assert read(answer) == PNG
    assert answer["Content-Disposition"].startswith("attachment")


def test_another_system_is_refused_in_problem_json(caller):
    bad = {"kind": "photo", "file": SimpleUploadedFile("a.png", b"GIF89a" + bytes(40))}
    for answer, status, title in (
        (caller.post(f"/api/v1/cases/{FIRST}/files", bad), 415, "file-type"),
        (caller.post(f"/api/v1/cases/{FIRST}/files", {"kind": "photo"}), 422, "unreadable"),
        (caller.get("/api/v1/files/999999"), 404, "no-such-file"),
        (caller.get("/api/v1/cases/CL20269999999/files"), 404, "no-such-case"),
        (caller.get(f"/api/v1/cases/{FIRST}/files", query_params={"sort": "name"}), 422, "unreadable"),
    ):
        assert (answer.status_code, answer.json()["title"]) == (status, title)
