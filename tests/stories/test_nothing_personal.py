"""After the journeys nothing personal lies where it has no business: logs, book, addresses, journal, sessions."""

import logging
from urllib.parse import urlsplit

import pyarrow.parquet as pq
import pytest
from django.conf import settings
from django.db import connection

from .test_people import first_case

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
MANY = 400


def personal() -> list[str]:
    """What must not be found: sealed values of people, opened here."""
    from huilong.rooms.vault.models import Person, Sealed
    from huilong.rooms.vault.queries import data_key_by_id
    from huilong.rooms.vault.rules.sealing import place, unseal

    found = set()
    for person in Person.objects.all()[:MANY]:
        sealed = Sealed.objects.get(person_id=person.pk)
        for field in ("id_number", "phone", "plate", "bank_card", "address"):
            if value := bytes(getattr(sealed, field)):
                bound = place(person.loan_id, person.role, bytes(person.digest), field)
                found.add(unseal(data_key_by_id(sealed.key_id), value, bound).decode())
    return sorted(one for one in found if len(one) >= 7)


def desk() -> dict[str, str]:
    """Every table of the desk as text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " where n.nspname = 'public' and c.relkind = 'r'"
        )
        names = [name for (name,) in cursor.fetchall()]
        texts = {}
        for name in names:
            cursor.execute(f"select coalesce(string_agg(t::text, chr(10)), '') from {name} t")  # noqa: S608
            texts[name] = cursor.fetchone()[0]
    return texts


def home() -> dict[str, str]:
    """Every file we wrote below the home, the book's tables opened; not what the lender delivered."""
    texts = {}
    for path in settings.HUILONG_HOME.rglob("*"):
        if not path.is_file() or "incoming" in path.parts:
            continue
        if path.suffix == ".parquet":
            table = pq.read_table(path)
            texts[str(path)] = "\n".join(
                "\n".join(map(str, table[name].unique().to_pylist())) for name in table.column_names
                if str(table.schema.field(name).type) in ("string", "large_string") or "dict" in str(table[name].type)
            )  # fmt: skip
        else:
            texts[str(path)] = path.read_bytes().decode("utf-8", errors="ignore")
    return texts


def leaks(texts: dict[str, str], forbidden: list[str]) -> list[tuple[str, str]]:
    """Where something forbidden was found, and its first three characters."""
    return [(where, one[:3]) for where, text in texts.items() for one in forbidden if one in text]


def test_nothing_personal_lies_around_after_the_journeys(visit, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    collector = first_case(visit, "collector")
    page = collector.page
    case = urlsplit(page.url).path
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.select_option("#purpose", "call")
    page.click("button[value=phone] >> nth=0")
    page.wait_for_selector("#value")
    phone = page.inner_text("#value")
    for text in (phone, f"'; drop table {phone}"):
        collector.open("/cases/find")
        page.fill("#text", text)
        page.click("main form button")
        page.wait_for_load_state()
    collector.open(f"{case}files/")  # a paper about somebody: its words, its name and its note
    paper = {"name": f"{phone}.txt", "mimeType": "text/plain", "buffer": f"called {phone} ".encode() * 100}
    page.set_input_files("input[type=file]", paper)
    page.select_option("select[name=kind]", "evidence")
    page.fill("input[name=note]", f"of {phone}")
    page.click("form.ask button")
    page.wait_for_selector("tbody tr")
    assert phone in page.inner_text("tbody")
    page.request.post(f"{collector.site}/cases/find", form={"text": phone})  # without its form token: an error page
    forbidden = personal()
    assert phone in forbidden
    assert len(forbidden) > 100

    out, err = capfd.readouterr()
    texts = {"log": caplog.text, "out": out, "err": err, "addresses": "\n".join(asked)}
    assert leaks(texts, forbidden) == []
    assert leaks(home(), forbidden) == []
    assert leaks(desk(), forbidden) == []


def test_the_search_finds_what_is_there(tmp_path, settings):
    """That the test above can fail: a planted number is found in the book, in a file and in a table's text."""
    settings.HUILONG_HOME = tmp_path
    import pyarrow as pa

    pq.write_table(pa.table({"a": ["13800001111"]}), tmp_path / "x.parquet")
    (tmp_path / "log").write_text("called 13800001111")
    assert len(leaks(home(), ["13800001111"])) == 2
