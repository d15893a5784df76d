"""Nobody reads a bid before closing, nobody is late by a second and in time, nobody changes what was sealed."""

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from huilong.kernel.refusal import Refusal
from huilong.rooms.tenders.actions import propose, reveal, submit
from huilong.rooms.tenders.models import Reveal, SealedBid, Seed, Tender
from huilong.rooms.tenders.queries import evaluation_of, standings, tender_row
from huilong.rooms.tenders.rules.sealing import canonical, seal
from huilong.rooms.tenders.terms import BidFault, TenderStage
from tests.meeting import meeting_as

from .conftest import (
    AFTER,
    AT,
    CLOSES,
    REVEALS,
    acting_as,
    all_bid,
    bid_data,
    key_of,
    open_bid,
    published,
    seal_bid,
)

pytestmark = pytest.mark.django_db(transaction=True)
MOMENT = timedelta(microseconds=1)
RATE = 173_913
"""A rate that nothing else in the database happens to be."""


def everything_stored() -> str:
    """Every row of every table, as an administrator with the database reads it: texts, numbers, and bytes as text."""
    told = []
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'select row_to_json(t)::text from "{table}" t')  # noqa: S608 - names of our own tables
            told += [row for (row,) in cursor.fetchall()]
        cursor.execute("select encode(ciphertext, 'escape'), encode(nonce, 'escape') from tenders_sealed")
        told += [part for row in cursor.fetchall() for part in row]
    return "\n".join(told)


def stands_in(stored: str, word: str) -> bool:
    """Whether a word stands by itself: among thousands of digests every five digits stand somewhere by chance."""
    return re.search(rf"(?<![0-9a-z]){re.escape(word)}(?![0-9a-z])", stored) is not None


def test_an_administrator_with_the_database_finds_no_price_before_closing(house, clock):
    number = published(house)
    seal_bid(house, number, "jia", rate_ppm=RATE, explanation="we know the region by heart")
    stored = everything_stored()
    assert SealedBid.objects.get().commitment in stored  # the search looks where bids are
    for word in (str(RATE), hex(RATE)[2:], "by heart", key_of("jia").hex(), "5e" * 32):
        assert not stands_in(stored, word), word
    clock(CLOSES)
    open_bid(house, number, "jia")
    assert stands_in(everything_stored(), str(RATE))  # and would have found it


def test_bids_that_differ_look_alike(house, clock):
    number = published(house)
    seal_bid(house, number, "jia", rate_ppm=100_000)
    seal_bid(house, number, "yi", rate_ppm=99, explanation="x" * 300)
    assert len({len(one.ciphertext) for one in SealedBid.objects.all()}) == 1


def test_the_last_moment_before_closing_counts_and_closing_itself_is_late(house, clock):
    number = published(house)
    clock(CLOSES - MOMENT)
    seal_bid(house, number, "jia", at=CLOSES - MOMENT)
    clock(CLOSES)
    with pytest.raises(Refusal, match="tender-stage"):
        seal_bid(house, number, "yi", at=CLOSES)
    assert SealedBid.objects.get().sealed_at == CLOSES - MOMENT


def test_the_clock_of_a_web_server_that_is_slow_makes_nobody_early(house, clock):
    number = published(house)
    clock(CLOSES)
    with pytest.raises(Refusal, match="tender-closed"):
        seal_bid(house, number, "jia", at=CLOSES - timedelta(minutes=5))
    clock(CLOSES - MOMENT)
    seal_bid(house, number, "jia", at=CLOSES - timedelta(minutes=5))
    with pytest.raises(Refusal, match="not-the-time"):
        open_bid(house, number, "jia", at=CLOSES + MOMENT)


def test_a_row_that_says_it_was_earlier_is_given_the_databases_own_time(house, clock):
    number = published(house)
    clock(AT + timedelta(hours=1))
    seal_bid(house, number, "jia", at=AT)
    assert SealedBid.objects.get().sealed_at == AT + timedelta(hours=1)


@pytest.mark.parametrize("statement", [
    "update tenders_sealed set commitment = repeat('0', 64)",
    "update tenders_sealed set ciphertext = '\\x00'",
    "delete from tenders_sealed",
    "update tenders_tender set closes_at = closes_at + interval '1 day'",
    "update tenders_tender set rules = '{}'",
    "update tenders_seed set seed = repeat('0', 64)",
    "delete from tenders_tender",
    "update tenders_case set stratum = 'S99'",
])  # fmt: skip
def test_what_is_published_or_sealed_is_changed_by_nobody(house, clock, statement):
    number = published(house)
    seal_bid(house, number, "jia")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_bid_replaced_stays_and_the_last_one_counts(house, clock):
    number = published(house)
    seal_bid(house, number, "jia", rate_ppm=200_000)
    sealed = seal(canonical(bid_data(house, number, "jia", 150_000)), key_of("jia"), b"2" * 12)
    with acting_as(house["jia"]):
        submit(number, sealed, AT)
    clock(CLOSES)
    open_bid(house, number, "jia")
    assert SealedBid.objects.count() == 2
    assert '"rate_ppm":150000' in Reveal.objects.get().content


def test_an_older_bid_cannot_be_opened_instead_of_the_last(house, clock):
    number = published(house)
    first = seal_bid(house, number, "jia", rate_ppm=200_000)
    sealed = seal(canonical(bid_data(house, number, "jia", 150_000)), key_of("jia"), b"2" * 12)
    with acting_as(house["jia"]):
        submit(number, sealed, AT)
    clock(CLOSES)
    older = SealedBid.objects.get(pk=first)
    with pytest.raises(DatabaseError, match="not-what-was-sealed"), transaction.atomic():
        Reveal.objects.create(
            sealed=older, tender_id=older.tender_id, organisation_id=older.organisation_id, revealed_at=CLOSES, by=1,
            content=canonical(bid_data(house, number, "jia", 200_000)).decode(),
        )  # fmt: skip


def test_another_content_than_the_sealed_is_refused_by_the_database_itself(house, clock):
    number = published(house)
    key = seal_bid(house, number, "jia", rate_ppm=200_000)
    clock(CLOSES)
    row = SealedBid.objects.get(pk=key)
    with pytest.raises(DatabaseError, match="not-what-was-sealed"), transaction.atomic():
        Reveal.objects.create(
            sealed=row, tender_id=row.tender_id, organisation_id=row.organisation_id, revealed_at=CLOSES, by=1,
            content=canonical(bid_data(house, number, "jia", 150_000)).decode(),
        )  # fmt: skip


def test_a_wrong_key_opens_nothing(house, clock):
    number = published(house)
    seal_bid(house, number, "jia")
    clock(CLOSES)
    with acting_as(house["jia"]), pytest.raises(Refusal, match="seal-key"):
        reveal(number, key_of("yi"), CLOSES)
    with acting_as(house["yi"]), pytest.raises(Refusal, match="no-sealed-bid"):
        reveal(number, key_of("jia"), CLOSES)


def test_somebody_elses_sealed_bid_handed_in_again_is_refused_and_could_not_be_opened(house, clock):
    number = published(house)
    seal_bid(house, number, "jia")
    one = SealedBid.objects.get()
    from huilong.rooms.tenders.rules.sealing import Sealed

    with acting_as(house["yi"]), pytest.raises(Refusal, match="sealed-already"):
        submit(number, Sealed(one.commitment, bytes(one.nonce), bytes(one.ciphertext)), AT)
    copied = seal(canonical(bid_data(house, number, "jia") | {"capacity": 59}), key_of("yi"), b"y" * 12)
    with acting_as(house["yi"]):
        submit(number, copied, AT)
        clock(CLOSES)
        with pytest.raises(Refusal, match="bid-of-another"):
            reveal(number, key_of("yi"), CLOSES)


def test_what_others_opened_is_hidden_until_all_have_opened_or_the_time_is_over(house, clock):
    number = published(house)
    for name in ("jia", "yi"):
        seal_bid(house, number, name)
    clock(CLOSES)
    open_bid(house, number, "jia")
    for reader in ("yi", "boss"):
        with meeting_as("web"), acting_as(house[reader]):
            assert Reveal.objects.count() == 0, reader
    assert tender_row(number, CLOSES).stage is TenderStage.REVEALING
    open_bid(house, number, "yi")
    with meeting_as("web"), acting_as(house["boss"]):
        assert Reveal.objects.count() == 2
    with meeting_as("web"), acting_as(house["yi"]):
        assert Reveal.objects.count() == 1
    assert tender_row(number, CLOSES).stage is TenderStage.EVALUATING


def test_a_bid_not_opened_in_time_counts_as_withdrawn(house, clock):
    number = published(house)
    for name in ("jia", "yi"):
        seal_bid(house, number, name)
    clock(CLOSES)
    open_bid(house, number, "jia")
    clock(REVEALS)
    with pytest.raises(Refusal, match="tender-stage"):
        open_bid(house, number, "yi", at=REVEALS)
    tender = tender_row(number, AFTER)
    found = evaluation_of(tender, standings([house["jia"].organisation_id], AFTER.date())).checked
    assert found[house["yi"].organisation_id].faults == (BidFault.NOT_REVEALED,)
    assert found[house["jia"].organisation_id].faults == ()


def test_a_firm_sees_its_own_invitations_and_bids_only(house, clock):
    number = published(house, firms=("jia", "yi"))
    for name in ("jia", "yi"):
        seal_bid(house, number, name)
    with meeting_as("web"):
        for name, seen in (("jia", 1), ("ding", 0), ("boss", 0)):
            with acting_as(house[name]):
                assert SealedBid.objects.count() == seen, name
        with acting_as(house["ding"]):
            assert Tender.objects.count() == 0
            with pytest.raises(Refusal, match="no-such-tender"):
                tender_row(number, AT)
        with acting_as(house["boss"]):
            assert Seed.objects.count() == 0  # not before closing, whoever asks
    clock(CLOSES)
    with meeting_as("web"), acting_as(house["boss"]):
        assert SealedBid.objects.count() == 2
        assert Seed.objects.count() == 1


def test_a_firm_not_invited_and_a_firm_for_another_hand_in_nothing(house, clock):
    number = published(house, firms=("jia", "yi"))
    sealed = seal(canonical(bid_data(house, number, "ding")), key_of("ding"), b"d" * 12)
    which = Tender.objects.get().pk
    with meeting_as("web"):
        with acting_as(house["ding"]), pytest.raises(Refusal, match="no-such-tender"):
            submit(number, sealed, AT)
        for name, firm in (("ding", "ding"), ("yi", "jia"), ("boss", "jia")):
            with acting_as(house[name]), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                SealedBid.objects.create(
                    tender_id=which, organisation_id=house[firm].organisation_id, commitment="a" * 64, nonce=b"n" * 12,
                    ciphertext=b"c" * 2064, sealed_at=AT, by=house[name].pk,
                )  # fmt: skip


def test_nothing_is_evaluated_before_bids_are_open(house, clock):
    number = published(house)
    seal_bid(house, number, "jia")
    clock(CLOSES)
    with acting_as(house["boss"]), pytest.raises(Refusal, match="tender-stage"):
        propose(number, CLOSES)


def test_equal_bids_are_told_apart_by_the_lot_alone(house, clock):
    number = published(house)
    all_bid(house, number, clock, {"jia": 180_000, "yi": 180_000, "bing": 180_000})
    scores = evaluation_of(tender_row(number, AFTER), {}).scores
    assert len({one.total for one in scores}) == 1
    assert sorted(one.rank for one in scores) == [1, 2, 3]
