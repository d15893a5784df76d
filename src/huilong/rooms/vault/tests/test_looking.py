"""Looking, finding, keeping, erasing and turning keys: each does what it says, and says it in the journal."""

from datetime import date, datetime

import pytest
from django.db import connection, transaction
from django.utils import timezone

from huilong.kernel.acting import Acting, act_as
from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.queries import timeline
from huilong.rooms.people.terms import Approved
from huilong.rooms.vault import actions
from huilong.rooms.vault.models import Blind, Clock, DataKey, Person, Sealed
from huilong.rooms.vault.queries import people_of, status
from huilong.rooms.vault.rules.allowance import DAILY
from huilong.rooms.vault.rules.sealing import Tampered, seal, unseal
from huilong.rooms.vault.terms import Leaving

ON = date(2026, 3, 3)
HEADER = "借据号,客户号,角色,姓名,证件号码,手机号,地址,车牌号,单位,银行卡号\n"
LIN = "L1,B1,借款人,林小岚,991106199001011314,15412344005,成都市锦江区松影路12号,川I12345,青禾机械,6222000011112222\n"
WANG = "L2,B2,借款人,王远,991106199002021315,15400000002,成都,川I22222,无,\n"

pytestmark = pytest.mark.django_db


@pytest.fixture
def at() -> datetime:
    return timezone.now()


@pytest.fixture
def people(tmp_path):
    file = tmp_path / "people.csv"
    file.write_text(HEADER + LIN + WANG, encoding="utf-8")
    actions.take_people([file], ["L1", "L2"], ON, actor="night")
    return {row.loan_id: row for row in Person.objects.all()}


@pytest.fixture
def collector():
    with act_as(Acting(7, 1, "collector")):
        yield


def test_a_value_is_seen_for_a_purpose_counted_and_leaves_a_trace_without_it(people, collector, at):
    seen = actions.reveal(people["L1"].pk, "phone", purpose="call", at=at)

    assert (seen.value, seen.left) == ("15412344005", DAILY["collector"] - 1)
    assert actions.reveal(people["L1"].pk, "bank_card", purpose="call", at=at).left == DAILY["collector"] - 2
    trace = timeline(("loan", "L1"))[0]
    assert (trace.verb, trace.actor) == ("person.revealed", "user:7")
    assert "15412344005" not in str(trace.detail)


def test_without_a_purpose_nothing_is_seen_or_counted(people, collector, at):
    with pytest.raises(Refusal, match="reveal-purpose-missing"):
        actions.reveal(people["L1"].pk, "phone", purpose="", at=at)


def test_an_allowance_ends_and_a_second_person_adds_to_it(people, collector, at, monkeypatch):
    monkeypatch.setitem(DAILY, "collector", 1)
    actions.reveal(people["L1"].pk, "phone", purpose="call", at=at)
    with pytest.raises(Refusal, match="allowance-spent"), transaction.atomic():
        actions.reveal(people["L1"].pk, "name", purpose="call", at=at)

    on = timezone.localdate(at)
    actions.more_looks(Approved(1, "reveal_allowance", "", {"on": on.isoformat()}, 7, 8, at))
    assert actions.reveal(people["L1"].pk, "name", purpose="call", at=at).value == "林小岚"


def test_a_role_without_an_allowance_sees_nothing(people, at):
    with act_as(Acting(9, 1, "strategy")), pytest.raises(Refusal, match="allowance-spent"):
        actions.reveal(people["L1"].pk, "phone", purpose="call", at=at)
    with pytest.raises(Refusal, match="nobody-acts"):
        actions.reveal(people["L1"].pk, "phone", purpose="call", at=at)


@pytest.mark.parametrize(
    "typed", ["林 小岚", "+86 154-1234-4005", "991106 19900101 1314", "川i·12345", "6222 0000 1111 2222"]
)
def test_somebody_is_found_by_a_whole_value_however_typed(people, collector, at, typed):
    assert [one.loan_id for one in actions.find_people(typed, at=at)] == ["L1"]


@pytest.mark.parametrize("typed", ["林小", "1541234400", "青禾机械", "", "%", "·"])
def test_a_part_of_a_value_finds_nobody(people, collector, at, typed):
    assert actions.find_people(typed, at=at) == []


def test_the_pages_read_sealed_values_and_indexes_only_for_their_purpose(people, at):
    for purpose, sealed, blinds in (("work", 0, 0), ("reveal", 0, 0), ("search", 0, 0)):
        with act_as(Acting(7, 1, "collector", purpose=purpose)), connection.cursor() as cursor:
            cursor.execute("set local role huilong_web")
            cursor.execute("select (select count(*) from vault_sealed), (select count(*) from vault_blind)")
            assert cursor.fetchone() == (sealed, blinds), purpose  # holds none of these cases
            cursor.execute("reset role")


def test_keys_turn_while_everything_still_opens(people, collector, at):
    before = {row.pk: bytes(row.phone) for row in Sealed.objects.all()}

    done = actions.rotate(at=at, master=True)

    assert (done.resealed, done.rewrapped) == (2, DataKey.objects.filter(retired_at=None).count())
    assert all(bytes(row.phone) != before[row.pk] for row in Sealed.objects.all())
    assert status()["sealed_under_retired_keys"] == 0
    assert actions.reveal(people["L1"].pk, "phone", purpose="call", at=at).value == "15412344005"
    assert [one.loan_id for one in actions.find_people("林小岚", at=at)] == ["L1"]


def test_a_rotation_cut_short_goes_on(people, collector, at, monkeypatch):
    monkeypatch.setattr("huilong.rooms.vault.actions.rotating.AT_ONCE", 1)
    monkeypatch.setattr("huilong.rooms.vault.actions.rotating._reseal_some", lambda at: 0)
    actions.rotate(at=at)
    monkeypatch.undo()
    assert status()["sealed_under_retired_keys"] == 2
    assert actions.reveal(people["L2"].pk, "name", purpose="call", at=at).value == "王远"

    assert actions.rotate(at=at, resume=True).resealed == 2


def test_who_leaves_collections_is_kept_so_long_and_then_erased(people):
    first = actions.retain(["L2"], [Leaving("L1", ON, "sold")], ON)
    assert (first.started, first.erased_people, first.without_reason) == (1, 0, 0)
    assert Clock.objects.get(loan_id="L1").erase_on == date(2026, 6, 3)
    assert actions.retain(["L2"], [], ON).started == 0

    last = actions.retain(["L2"], [], date(2026, 6, 3))

    assert (last.erased_loans, last.erased_people, last.without_reason) == (1, 1, 0)
    assert set(people_of(["L1", "L2"])) == {"L2"}
    assert not Sealed.objects.filter(loan_id="L1").exists()
    assert not Blind.objects.filter(loan_id="L1").exists()


def test_who_comes_back_stops_the_clock(people):
    actions.retain(["L2"], [], ON)
    assert actions.retain(["L1", "L2"], [], ON).stopped == 1


def test_a_hold_outlasts_the_clock(people):
    actions.hold("B1", "complaint 7", on=ON)
    actions.retain([], [Leaving("L1", ON, "cured"), Leaving("L2", ON, "cured")], ON)
    assert actions.retain([], [], date(2027, 1, 1)).erased_loans == 1
    actions.release("B1", on=date(2027, 1, 2))
    assert actions.retain([], [], date(2027, 1, 2)).erased_loans == 1


def test_a_sealed_value_opens_only_in_its_own_place():
    key = bytes(32)
    sealed = seal(key, bytes(12), "林小岚".encode(), "L1/borrower/name")

    assert unseal(key, sealed, "L1/borrower/name").decode() == "林小岚"
    for changed, bound in ((sealed, "L2/borrower/name"), (sealed[:-1] + bytes([sealed[-1] ^ 1]), "L1/borrower/name")):
        with pytest.raises(Tampered):
            unseal(key, changed, bound)
