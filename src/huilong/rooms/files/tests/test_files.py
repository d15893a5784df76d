"""Files of a case: kept once, opened with a trace, withdrawn for a reason, erased with the people."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.models import Case, CaseLoan
from huilong.rooms.files import actions, queries
from huilong.rooms.files.models import File
from huilong.rooms.files.terms import FileKind
from huilong.rooms.journal.models import Entry

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 30)
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(300)
FIGURES = dict.fromkeys(("past_due_days", "bucket", "delinquent_fen", "overdue_principal_fen", "overdue_interest_fen",
                         "overdue_fee_fen", "overdue_penalty_fen", "outstanding_principal_fen"), 1)  # fmt: skip


@pytest.fixture(autouse=True)
def _own_store(settings, tmp_path):
    settings.FILES_URL = str(tmp_path / "store")


@pytest.fixture
def case() -> str:
    return opened_case("CL20260000001", "L1").number


def opened_case(number: str, *loans: str) -> Case:
    made = Case.objects.create(number=number, borrower=f"B-{number}", opened_on=ON, entered_bucket=1, loans=len(loans),
                               figures_on=ON, people_missing=False, **FIGURES)  # fmt: skip
    for n, loan in enumerate(loans):
        CaseLoan.objects.create(case=made, loan_id=loan, loan=n, joined_on=ON, figures_on=ON, **FIGURES)
    return made


def add(number: str, content: bytes = b"handed over", name: str = "handover.txt", note: str = "") -> int:
    return actions.add_file(number, FileKind.EVIDENCE, name, content, note=note, actor="user:1", at=timezone.now())


def opened(key: int) -> bytes:
    return actions.open_file(key, actor="user:1", at=timezone.now())[2]


def test_a_file_comes_back_and_leaves_a_trace_but_no_clear_text(case, tmp_path):
    key = add(case, "张三的收车确认书".encode(), "张三.txt")

    assert opened(key).decode() == "张三的收车确认书"
    assert list(Entry.objects.order_by("id").values_list("verb", flat=True))[-2:] == ["file.added", "file.opened"]
    assert "张三" not in str(list(Entry.objects.values_list("detail", flat=True)))
    blobs = [path.read_bytes() for path in (tmp_path / "store").rglob("*") if path.is_file()]
    assert len(blobs) == 1
    assert "收车确认书".encode() not in blobs[0]


def test_equal_content_is_kept_once_and_a_name_cannot_lead_elsewhere(case, tmp_path):
    add(case, b"the same")
    key = add(case, b"the same", "../../etc/passwd\x00.exe")

    assert queries.file_row(key).name == "passwd.exe.txt"
    assert len([path for path in (tmp_path / "store").rglob("*") if path.is_file()]) == 1


def test_a_changed_or_missing_blob_is_found_and_not_shown(case):
    key, lost = add(case, b"one"), add(case, b"two")
    store = queries.shelf()
    address = File.objects.get(pk=key).address
    with open(store.path(address), "r+b") as blob:  # noqa: PTH123
        blob.seek(-1, 2)
        blob.write(b"\x00")
    store.drop(File.objects.get(pk=lost).address)
    store.put("ab" + "0" * 62, b"nobody's")

    with pytest.raises(Refusal, match="file-damaged"):
        opened(key)
    found = queries.check()
    assert set(found.broken) == {str(key), str(lost)}
    assert found.orphans == ("ab" + "0" * 62,)


def test_another_file_s_blob_in_its_place_is_found(case):
    key, other = add(case, b"one"), add(case, b"two")
    store = queries.shelf()
    blob = store.get(File.objects.get(pk=other).address)
    with open(store.path(File.objects.get(pk=key).address), "wb") as out:  # noqa: PTH123
        out.write(blob)
    with pytest.raises(Refusal, match="file-damaged"):
        opened(key)


def test_a_file_is_withdrawn_for_a_reason_and_then_not_opened(case):
    key = add(case)
    with pytest.raises(Refusal, match="reason-missing"):
        actions.withdraw(key, " ", actor="user:1", at=timezone.now())
    actions.withdraw(key, "wrong case", actor="user:1", at=timezone.now())

    with pytest.raises(Refusal, match="file-gone"):
        opened(key)
    assert queries.files_of(case)[0].withdrawn_why == "wrong case"


@pytest.mark.django_db(transaction=True)
def test_files_go_with_the_people_of_the_whole_case(tmp_path):
    from huilong.rooms.vault.actions import take_people

    opened_case("CL20260000002", "L1", "L2")
    people = tmp_path / "people_2026-06-30.csv"
    people.write_text("借据号,客户号,角色,姓名,证件号码,手机号,地址,车牌号,单位\nL2,B,借款人,王五,110101199001011237,13800001234,路1号,京A12345,厂\n",
                      encoding="utf-8")  # fmt: skip
    take_people([people], ["L2"], ON, actor="night")
    key = add("CL20260000002", b"about both", "王五.txt", "王五 说")

    with transaction.atomic():
        assert actions.erase_of(["L1"]) == 0, "people of the other loan are still here"
    assert opened(key) == b"about both"
    with transaction.atomic():
        assert actions.erase_of(["L1", "L2"]) == 1
    with pytest.raises(Refusal, match="file-gone"):
        opened(key)
    row = queries.file_row(key)
    assert (row.name, row.note) == ("", "")
    assert queries.shelf().names() == set()


def test_pages_hand_a_file_over_without_running_it(case):
    from huilong.rooms.people.actions import ensure_organisation, ensure_user
    from huilong.rooms.people.models import User
    from huilong.rooms.people.terms import OrganisationKind, Role

    lender = ensure_organisation("文件汽车金融", OrganisationKind.LENDER)
    ensure_user("lead", display_name="Lead", role=Role.TEAM_LEAD, organisation=lender, password="a-long-password-1")
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(User.objects.get(username="lead"))
    send = {"file": SimpleUploadedFile("x.html", b"<script>alert(1)</script>"), "kind": "evidence", "note": "n"}

    assert client.post(f"/cases/{case}/files/add", send).status_code == 302
    key = File.objects.get().pk
    answer = client.get(f"/files/{key}/")
    assert answer["Content-Type"] == "text/plain"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    page = client.get(f"/cases/{case}/files/").content.decode()
    assert "x.html.txt" in page
    assert "Evidence" in page or "evidence" in page
    assert client.post(f"/cases/{case}/files/add", {"kind": "evidence"}).status_code == 422
    picture = {"file": SimpleUploadedFile("car.exe", PNG), "kind": "photo"}
    client.post(f"/cases/{case}/files/add", picture)
    assert client.get(f"/files/{File.objects.latest('id').pk}/")["Content-Disposition"].startswith("inline")
    assert client.post(f"/files/{key}/withdraw", {"why": "wrong"}).status_code == 302
    assert client.get(f"/files/{key}/").status_code == 410
    assert client.get("/files/999999/").status_code == 404


def test_content_cannot_be_changed_even_by_sql_of_the_pages(case):
    key = add(case)
    with connection.cursor() as cursor:
        cursor.execute(
            "select string_agg(column_name, ',' order by column_name) from information_schema.column_privileges"
            " where table_name = 'files_file' and grantee = 'huilong_web' and privilege_type = 'UPDATE'"
        )
        assert cursor.fetchone()[0] == "erased_at,name,note,withdrawn_at,withdrawn_by,withdrawn_why"
        cursor.execute("select has_table_privilege('huilong_web', 'files_file', 'DELETE')")
        assert cursor.fetchone()[0] is False
    assert opened(key)
