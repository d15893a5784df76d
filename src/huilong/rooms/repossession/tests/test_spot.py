"""At the car: what is kept, what has to be there before the car is taken, what stops everything."""

import io
from datetime import timedelta

import pytest
from django.db import connection

from huilong.rooms.compliance.models import Asked
from huilong.rooms.files.actions import open_file
from huilong.rooms.journal.models import Entry
from huilong.rooms.repossession import actions, queries
from huilong.rooms.repossession.models import Authority, Evidence, Ground, SpotStep
from huilong.rooms.repossession.queries.field import field_order, my_orders, unseen_ends
from huilong.rooms.repossession.queries.spot import belongings_of, evidence_of, needs_of, spot_steps_of
from huilong.rooms.repossession.rules.spot import day_of
from huilong.rooms.repossession.terms import OrderState
from huilong.rooms.repossession.terms.spot import Captured, EvidenceKind, PhotoSlot, SpotNeed, SpotStepKind, StopSignal

from .acting import at_work, authority, sent
from .conftest import AT
from .spotting import PNG, SEAT, SETTER, all_kept, keep, refused, take, took

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _typesetter(settings):
    settings.TYPESETTER = SETTER


def test_a_photo_is_kept_with_its_hash_its_place_and_both_times(cast, crews):
    key = sent(cast, crews["firm"])
    keep(cast, key, EvidenceKind.PHOTO, PNG, PhotoSlot.FRONT, at=AT, taken=AT - timedelta(minutes=40))

    row = evidence_of(key)[0]
    assert (row.slot, row.hash_held, row.lat_e7) == (PhotoSlot.FRONT, True, 366_500_000)
    assert (row.captured_at, row.entered_at) == (AT - timedelta(minutes=40), AT)
    assert spot_steps_of(key)[0].late
    with at_work(cast["tow"]):
        assert b"".join(open_file(row.file_id, at=AT).pieces) == PNG


def test_the_same_bytes_again_are_the_same_photo(cast, crews):
    key = sent(cast, crews["firm"])
    first = keep(cast, key, EvidenceKind.PHOTO, PNG, PhotoSlot.FRONT)

    assert keep(cast, key, EvidenceKind.PHOTO, PNG, PhotoSlot.FRONT) == first
    assert Evidence.objects.count() == 1


def test_bytes_that_are_not_what_the_phone_hashed_are_kept_and_count_for_nothing(cast, crews):
    key = sent(cast, crews["firm"])
    keep(cast, key, EvidenceKind.PHOTO, PNG, PhotoSlot.FRONT, told="0" * 64)

    assert not evidence_of(key)[0].hash_held
    with at_work(cast["tow"]):
        assert "front" not in field_order(key, cast["tow"].pk, AT, day_of(AT)).kept


def test_a_phone_whose_clock_is_ahead_is_believed_no_further_than_now(cast, crews):
    key = sent(cast, crews["firm"])
    keep(cast, key, EvidenceKind.PHOTO, PNG, PhotoSlot.FRONT, taken=AT + timedelta(days=1))

    assert evidence_of(key)[0].captured_at == AT


def test_belongings_are_sealed_numbered_and_read_back(cast, crews):
    key = sent(cast, crews["firm"])
    with at_work(cast["tow"]):
        actions.list_belongings(key, [SEAT], Captured(AT), user=cast["tow"].pk, at=AT)
        assert actions.list_belongings(key, [SEAT], Captured(AT), user=cast["tow"].pk, at=AT) == 2
        assert [(one.no, one.what) for one in belongings_of(key)] == [(1, SEAT.what), (2, SEAT.what)]
    with connection.cursor() as cursor:
        cursor.execute("select what from repossession_belonging")
        assert all("王小梅".encode() not in bytes(what) for (what,) in cursor.fetchall())


def test_a_whole_handover_makes_the_paper_and_the_ground_of_that_day(cast, crews):
    key = sent(cast, crews["firm"])
    assert needs_of(key, signed_needed=True)[0] is SpotNeed.PHOTOS

    all_kept(cast, key)

    assert needs_of(key, signed_needed=True, since=day_of(AT)) == ()
    ground = Ground.objects.get()
    assert set(ground.files) == {"paper", "inventory", "identity", "video"}
    with at_work(cast["tow"]):
        paper = b"".join(open_file(ground.files["paper"], at=AT).pieces).decode()
    assert SEAT.what in paper
    assert evidence_of(key)[0].sha256 in paper


def test_yesterday_s_handover_is_no_handover_today(cast, crews):
    key = sent(cast, crews["firm"])
    all_kept(cast, key)

    tomorrow = AT + timedelta(days=1)
    assert needs_of(key, signed_needed=True, since=day_of(tomorrow)) != ()
    assert refused(lambda: take(cast, key, at=tomorrow)) == "no-authority"
    assert queries.order_row(key).state is OrderState.ACCEPTED


def test_without_a_signature_the_car_is_not_taken(cast, crews):
    key = sent(cast, crews["firm"])
    keep(cast, key, EvidenceKind.PHOTO, PNG, PhotoSlot.FRONT)

    assert refused(lambda: take(cast, key)) == "no-authority"


def test_with_everything_there_and_an_authority_the_car_is_taken(cast, crews):
    key = took(cast, crews["firm"])

    assert queries.order_row(key).state is OrderState.TAKEN
    with at_work(cast["tow"]):
        shown = field_order(key, cast["tow"].pk, AT, day_of(AT))
    assert (shown.state, shown.taken_by_me, shown.needs) == ("taken", True, ())


@pytest.mark.parametrize("signal", StopSignal)
def test_one_signal_stops_everything_and_the_law_s_block_is_kept(cast, crews, signal):
    key, who = sent(cast, crews["firm"]), cast["tow"]
    authority(cast, key)
    with at_work(who):
        actions.stop_on_the_spot(key, [signal], Captured(AT), note="车主不同意", user=who.pk, at=AT)
        assert my_orders(who.pk, AT, day_of(AT)) == ()
        assert [one.over for one in unseen_ends(who.pk)] == ["law"]

    assert queries.order_row(key).state is OrderState.APPROVED
    assert Authority.objects.get().ended == "law"
    asked = Asked.objects.filter(action="repo.execute").latest("id")
    assert ("CN-REPO-010" in asked.deciding, asked.permitted) == (True, False)
    step = SpotStep.objects.get(kind=SpotStepKind.STOPPED)
    assert step.detail["signals"] == [signal.value]
    assert "车主不同意".encode() not in bytes(step.note)
    assert Entry.objects.filter(verb="recovery.recall", detail__signals=[signal.value]).count() == 1


def test_a_stop_says_why(cast, crews):
    key, who = sent(cast, crews["firm"]), cast["tow"]
    with at_work(who):
        assert refused(lambda: actions.stop_on_the_spot(key, [], Captured(AT), user=who.pk, at=AT)) == "signal-needed"


def test_a_call_for_help_is_written_down_with_and_without_an_order(cast, crews):
    key, who = sent(cast, crews["firm"]), cast["tow"]
    with at_work(who):
        actions.call_for_help(None, Captured(AT, "", 1, 2), user=who.pk, at=AT)
        actions.call_for_help(key, Captured(AT, "", 1, 2), user=who.pk, at=AT)

    assert Entry.objects.filter(verb="recovery.sos").count() == 2
    assert SpotStep.objects.get().kind == "sos"


def test_what_was_kept_is_never_changed(cast, crews):
    key = sent(cast, crews["firm"])
    keep(cast, key, EvidenceKind.PHOTO, PNG, PhotoSlot.FRONT)
    with pytest.raises(Exception, match="appended, never changed"):
        Evidence.objects.update(sha256="0" * 64)
    with pytest.raises(Exception, match="appended, never changed"):
        SpotStep.objects.all().delete()


def test_a_stranger_keeps_nothing_of_an_order(cast, crews):
    key = sent(cast, crews["firm"])
    with at_work(cast["tow"]):
        assert refused(lambda: actions.keep_evidence(
            key + 99, io.BytesIO(PNG), kind=EvidenceKind.PHOTO, slot=PhotoSlot.FRONT, captured=Captured(AT), name="",
            user=cast["tow"].pk, at=AT,
        )) == "no-such-order"  # fmt: skip


def test_without_a_typesetter_the_signed_form_is_photographed_and_is_the_ground(cast, crews, settings):
    settings.TYPESETTER = ""
    key = sent(cast, crews["firm"])
    all_kept(cast, key)
    assert not Ground.objects.exists()

    keep(cast, key, EvidenceKind.PAPER, PNG + b"signed form")
    keep(cast, key, EvidenceKind.PAPER, PNG + b"signed form")

    assert Ground.objects.get().files["paper"] == Evidence.objects.get(kind="paper").file_id
    take(cast, key)
