"""People enter the vault sealed, only those of loans in collections, and are shown masked."""

import gzip
from datetime import date

import openpyxl
import pytest
from django.db import connection

from huilong.kernel.refusal import Refusal
from huilong.rooms.vault.actions import take_people
from huilong.rooms.vault.models import Person
from huilong.rooms.vault.queries import missing_people, people_of, shown_people
from huilong.rooms.vault.terms import MaskedPerson, Missing, PersonRole

TUESDAY = date(2026, 3, 3)
HEADER = "借据号,客户号,角色,姓名,证件号码,手机号,地址,车牌号,单位\n"
LIN = "L1,B1,借款人,林小岚,991106199001011314,15412344005,四川省成都市锦江区松影路12号,川I12345,青禾机械\n"
LIN_SPOUSE = "L1,B1,配偶,赵明,,16112340001,,,\n"
PAYS_ON_TIME = "L2,B2,借款人,何按时,991106199002021315,15400000002,成都,川I22222,无\n"

pytestmark = pytest.mark.django_db


@pytest.fixture
def feed(tmp_path):
    def write(name, text, encoding="utf-8"):
        file = tmp_path / name
        raw = text.encode(encoding)
        file.write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
        return file

    return write


def take(files, loans=("L1",), on=TUESDAY):
    return take_people(files, loans, on, actor="night")


@pytest.mark.parametrize(
    ("name", "encoding"), [("people.csv", "utf-8-sig"), ("people.csv", "gb18030"), ("people_2.csv.gz", "utf-8")]
)
def test_only_loans_in_collections_enter_and_are_shown_masked(feed, name, encoding):
    taken = take([feed(name, HEADER + LIN + LIN_SPOUSE + PAYS_ON_TIME, encoding)])

    assert (taken.rows_read, taken.people, taken.loans, taken.missing) == (3, 2, 1, 0)
    lin, spouse = people_of(["L1", "L2"])["L1"]
    assert lin == MaskedPerson(
        lin.id, "L1", PersonRole.BORROWER, "林**", "9911**********1314", "154****4005", "四川省成都市****", "川I***45",
        "青禾****",
    )  # fmt: skip
    assert (spouse.role, spouse.name, spouse.phone) == (PersonRole.SPOUSE, "赵*", "161****0001")
    assert shown_people().to_pylist() == [
        {"loan_id": "L1", "name_masked": "林**", "name_sort": "lin", "plate_masked": "川I***45"}
    ]


def test_no_value_lies_open_in_the_database(feed):
    take([feed("people.csv", HEADER + LIN)])

    with connection.cursor() as cursor:
        cursor.execute("select p::text, s::text, b::text from vault_person p join vault_sealed s on s.person_id = p.id"
                       " join vault_blind b on b.person_id = p.id")
        dump = str(cursor.fetchall())
    for value in ("小岚", "991106199001011314", "15412344005", "松影路", "川I12345", "青禾机械"):
        assert value not in dump


def test_an_excel_sheet_will_do(tmp_path):
    book = openpyxl.Workbook()
    for line in (HEADER + LIN).splitlines():
        book.active.append(line.split(","))
    book.save(tmp_path / "people.xlsx")

    assert take([tmp_path / "people.xlsx"]).people == 1


def test_the_same_file_twice_changes_nothing(feed):
    file = feed("people.csv", HEADER + LIN)
    take([file])
    first = list(Person.objects.values_list("id", "digest"))

    assert take([file]).people == 0
    assert list(Person.objects.values_list("id", "digest")) == first


def test_a_later_file_replaces_the_people_of_a_loan_and_keeps_the_old_row(feed):
    old = feed("people_old.csv", HEADER + LIN)
    new = feed("people_new.csv", HEADER + LIN.replace("15412344005", "15498765432"))
    take([old])
    take([old, new], on=date(2026, 3, 4))

    assert [person.phone for person in people_of(["L1"])["L1"]] == ["154****5432"]
    assert Person.objects.filter(superseded_on=date(2026, 3, 4)).count() == 1


def test_a_loan_without_people_is_listed_until_they_come(feed):
    take([feed("people.csv", HEADER + PAYS_ON_TIME)])
    assert missing_people() == [Missing("L1", TUESDAY)]

    take([feed("people2.csv", HEADER + LIN)], on=date(2026, 3, 5))
    assert missing_people() == []


def test_rows_that_are_not_people_are_refused_and_counted(feed):
    bad = "L1,B1,邻居,王某,,,,,\nL1,B1,配偶,=HYPERLINK(1),,,,,\nL1,B1,配偶,,,,,,\n"

    taken = take([feed("people.csv", HEADER + LIN + bad)])

    assert (taken.people, taken.rows_refused) == (1, 3)


def test_a_file_without_names_is_refused(feed):
    with pytest.raises(Refusal) as refused:
        take([feed("people.csv", "借据号,角色\nL1,借款人\n")])
    assert refused.value.code == "people-file-header"


def test_a_lost_key_is_never_replaced_over_sealed_rows(feed, settings, tmp_path):
    file = feed("people.csv", HEADER + LIN)
    settings.VAULT_KEY_FILE = tmp_path / "keys" / "vault.key"
    take([file])
    assert settings.VAULT_KEY_FILE.stat().st_mode & 0o777 == 0o600
    settings.VAULT_KEY_FILE.unlink()

    with pytest.raises(Refusal, match="no-vault-key"):
        take([file])
    assert not settings.VAULT_KEY_FILE.exists()


def test_an_e_mail_address_is_kept_masked_and_a_row_without_one_stays_the_same_person(feed):
    take([feed("people.csv", HEADER + LIN + LIN_SPOUSE)])
    before = {one.role: one.id for one in people_of(["L1"])["L1"]}
    mailed = HEADER.replace("单位", "单位,邮箱") + LIN.replace("青禾机械", "青禾机械,lin@example.com")
    take([feed("people_2.csv", mailed + LIN_SPOUSE.replace(",,,\n", ",,,,\n"))])
    lin, spouse = people_of(["L1"])["L1"]
    assert (lin.email, spouse.email) == ("l****@example.com", "")
    assert spouse.id == before[PersonRole.SPOUSE] and lin.id != before[PersonRole.BORROWER]
