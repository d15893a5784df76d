"""Money posted in the course of a day: what the desk shows at once is what the night finds, and the lender confirms."""

from datetime import date, datetime, time, timedelta

import psycopg
import pyarrow as pa
import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from huilong.kernel.acting import Acting, act_as
from huilong.kernel.days import day_number
from huilong.kernel.refusal import Refusal
from huilong.night.plan import PLAN
from huilong.night.run import run_nights
from huilong.night.tests import village
from huilong.night.tests.village import NIGHT
from huilong.rooms.book import queries as book
from huilong.rooms.book.store import Source
from huilong.rooms.cases import actions, queries
from huilong.rooms.cases.models import Case, CaseLoan, Promise
from huilong.rooms.ledger import queries as ledger
from huilong.rooms.ledger.actions import post_receipt, reverse_receipt, settle_difference
from huilong.rooms.ledger.models import DeskReceipt, Difference
from huilong.rooms.ledger.terms import ReverseReason, Settlement
from huilong.rooms.people.actions import ensure_organisation, ensure_user
from huilong.rooms.people.models import User
from huilong.rooms.people.terms import OrganisationKind, Role
from huilong.rooms.reports.queries import notices
from tests.meeting import meeting_as

pytestmark = pytest.mark.django_db(transaction=True)
LOAN = "V004"
"""Its borrower B004 has paid nothing since the third month."""
TODAY = NIGHT + timedelta(days=1)
FIGURES = [
    field.name for field in CaseLoan._meta.fields
    if field.name.endswith("_fen") or field.name in ("past_due_days", "oldest_due_on", "last_receipt_on", "figures_on")
]  # fmt: skip


def at(day: date, hour: int = 10) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    """The village after the night of NIGHT."""
    settings.BOOK_URL, settings.BOOK_BUCKETS = str(tmp_path / "book"), 4
    settings.INCOMING, settings.VAULT_KEY_FILE = tmp_path / "incoming", tmp_path / "keys" / "vault.key"
    village.build()
    run_nights(PLAN, NIGHT)


def posted(fen: int, *, loan: str = LOAN, reference: str = "", on: date = TODAY) -> int:
    return post_receipt(
        loan_id=loan, on=on, amount_fen=fen, actor="user:1", today=TODAY, lender_reference=reference, at=at(TODAY)
    )


def lender_sends(receipt_id: str, fen: int, on: date = TODAY, known_on: date = TODAY, loan: str = LOAN) -> None:
    rows = {
        "loan_id": [loan], "receipt_id": [receipt_id], "on": pa.array([day_number(on)], pa.int32()), "amount": [fen],
        "channel": ["bank"],
    }  # fmt: skip
    source = Source(f"receipts_{known_on}.csv", f"{receipt_id}-{fen}-{known_on}", day_number(known_on))
    book.book().append({"receipts": pa.table(rows)}, source)


def number(loan: str = LOAN) -> str:
    return queries.case_of_loan(loan) or ""


def figures(loan: str = LOAN) -> list[tuple]:
    """What stands on the desk of a loan and of its case."""
    case = Case.objects.filter(number=number(loan)).values_list(*FIGURES).get()
    return [CaseLoan.objects.filter(loan_id=loan).values_list(*FIGURES).get(), case]


def test_a_posted_receipt_is_on_the_desk_at_once():
    before = queries.live_position(number(), at(TODAY, 9))
    posted(5_000)
    now = queries.live_position(number(), at(TODAY, 11))

    assert (before.due_fen - now.due_fen, now.paid_today_fen, now.last_receipt_on) == (5_000, 5_000, TODAY)
    assert (before.missed, now.missed, now.instalment_fen) == (1, 1, 10_500)
    case = Case.objects.get(number=number())
    assert (case.delinquent_fen, case.figures_on, case.last_receipt_on) == (now.due_fen, TODAY, TODAY)
    assert queries.case_events(case.pk)[0].says.en == f"50.00 posted on the desk for loan {LOAN}"


@pytest.mark.parametrize("sent", ["not", "same day", "next day"])
def test_the_night_finds_what_the_desk_showed(sent):
    posted(12_345, reference="BANK-1")
    shown = figures()
    if sent == "same day":
        lender_sends("BANK-1", 12_345)
    run_nights(PLAN, TODAY)
    if sent == "next day":
        lender_sends("BANK-1", 12_345, known_on=TODAY + timedelta(days=1))
        live = queries.live_position(number(), at(TODAY, 23))
        assert live.due_fen == shown[1][FIGURES.index("delinquent_fen")]

    assert figures() == shown
    assert [one.id for one in book.receipts_of([LOAN], since=TODAY)] == ["BANK-1"]


def test_a_receipt_of_the_lender_s_file_that_is_on_the_desk_too_counts_once():
    posted(12_345, reference="BANK-1")
    shown = queries.live_position(number(), at(TODAY))
    lender_sends("BANK-1", 12_345)

    assert queries.live_position(number(), at(TODAY)) == shown


def test_what_was_posted_after_the_day_stands_when_its_night_is_over():
    """Posted on TODAY before the night of NIGHT is run again: its figures are those of NIGHT, the desk's of TODAY."""
    posted(5_000)
    shown = figures()
    run_nights(PLAN, NIGHT, again=True)

    assert figures() == shown


def test_a_case_paid_in_full_stays_open_until_the_night_and_nobody_collects():
    case = Case.objects.get(number=number())
    assert queries.nothing_owed(case.pk, at(TODAY)) is None
    owed = queries.live_position(number(), at(TODAY)).due_fen
    posted(owed)

    case.refresh_from_db()
    assert (case.state, case.delinquent_fen, case.past_due_days) == ("open", 0, 0)
    refused = queries.nothing_owed(case.pk, at(TODAY, 12))
    assert refused is not None and refused.code == "nothing-owed"
    run_nights(PLAN, TODAY)
    case.refresh_from_db()
    assert (case.state, case.reason) == ("closed", "cured")


def test_a_receipt_taken_back_before_the_night_never_came():
    before = queries.live_position(number(), at(TODAY))
    key = posted(5_000)
    reverse_receipt(key, ReverseReason.MISTYPED, at=at(TODAY, 12))

    assert queries.live_position(number(), at(TODAY)) == before
    run_nights(PLAN, TODAY)
    assert book.receipts_of([LOAN], since=TODAY) == []
    with pytest.raises(Refusal, match="receipt-reversed"):
        reverse_receipt(key, ReverseReason.MISTYPED, at=at(TODAY, 12))


def test_a_receipt_taken_back_after_the_night_counts_no_more_and_the_lender_s_own_still_may():
    key = posted(5_000, reference="BANK-1")
    run_nights(PLAN, TODAY)
    tomorrow = TODAY + timedelta(days=1)
    reverse_receipt(key, ReverseReason.NOT_RECEIVED, at=at(tomorrow))
    taken_back = figures()
    run_nights(PLAN, tomorrow)

    assert figures() == taken_back
    assert [one.net_fen for one in book.receipts_of([LOAN], since=TODAY)] == [0]
    lender_sends("BANK-1", 5_000, known_on=tomorrow + timedelta(days=1))
    late = queries.live_position(number(), at(tomorrow))
    assert (late.due_fen < taken_back[1][FIGURES.index("delinquent_fen")], late.last_receipt_on) == (True, TODAY)


def test_what_the_lender_has_sent_is_not_posted_again_nor_taken_back():
    key = posted(5_000, reference="BANK-1")
    lender_sends("BANK-1", 5_000)
    lender_sends("BANK-2", 7_000)

    with pytest.raises(Refusal, match="receipt-in-book"):
        posted(7_000, reference="BANK-2")
    with pytest.raises(Refusal, match="receipt-confirmed"):
        reverse_receipt(key, ReverseReason.MISTYPED, at=at(TODAY, 12))


def found() -> list[tuple]:
    return list(Difference.objects.order_by("id").values_list("kind", "lender_id", "lender_fen", "settled"))


def states() -> list[str]:
    rows, _ = ledger.receipts_page("", "", page=1, size=50)
    return sorted(one.state.value for one in rows)


def test_the_lender_s_row_of_the_same_id_decides():
    for place, (fen, on) in enumerate([(1_000, TODAY), (2_222, TODAY), (3_000, NIGHT)], 1):
        posted(place * 1_000, reference=f"BANK-{place}")
        lender_sends(f"BANK-{place}", fen, on)
    run_nights(PLAN, TODAY)

    assert found() == [("amount", "BANK-2", 2_222, ""), ("day", "BANK-3", 3_000, "")]
    assert states() == ["different", "different", "matched"]
    assert {one.id: one.net_fen for one in book.receipts_of([LOAN], since=NIGHT)}["BANK-2"] == 2_222
    assert "receipts_different" in [one.code for one in notices(TODAY)]
    (row,), total = ledger.receipts_page("matched", "", page=1, size=50)
    assert (row.lender_reference, total) == ("BANK-1", 1)


def test_a_row_that_never_comes_is_missing_until_it_comes():
    posted(5_000, reference="BANK-1")
    run_nights(PLAN, TODAY + timedelta(days=2))
    assert (found(), states()) == ([], ["in_book"])
    run_nights(PLAN, TODAY + timedelta(days=3))
    assert (found(), states()) == ([("missing", "", None, "")], ["different"])
    lender_sends("BANK-1", 5_000, known_on=TODAY + timedelta(days=4))
    run_nights(PLAN, TODAY + timedelta(days=4))

    assert (found(), states()) == ([("missing", "", None, "arrived")], ["matched"])


def test_the_same_money_under_another_id_is_suspected_once_and_settled_by_a_person():
    posted(1_000)
    posted(1_000)
    lender_sends("BANK-9", 1_000)
    run_nights(PLAN, TODAY)
    run_nights(PLAN, TODAY, again=True)

    assert found() == [("double", "BANK-9", 1_000, "")]
    doubled = queries.live_position(number(), at(TODAY)).due_fen
    difference = Difference.objects.get()
    with pytest.raises(Refusal, match="settlement"):
        settle_difference(difference.pk, Settlement.LENDER_RIGHT, at=at(TODAY, 18))
    settle_difference(difference.pk, Settlement.SAME_MONEY, at=at(TODAY + timedelta(days=1)))
    with pytest.raises(Refusal, match="difference-settled"):
        settle_difference(difference.pk, Settlement.TWO_PAYMENTS, at=at(TODAY, 18))
    assert queries.live_position(number(), at(TODAY)).due_fen == doubled + 1_000
    run_nights(PLAN, TODAY + timedelta(days=1))
    assert found() == [("double", "BANK-9", 1_000, "same_money")]
    assert states() == ["in_book", "reversed"]


def test_a_receipt_for_a_loan_nobody_knows_is_a_difference():
    posted(5_000, loan="V999")
    run_nights(PLAN, TODAY)

    assert found() == [("unknown_loan", "", None, "")]


def test_a_posted_receipt_keeps_a_promise_at_once_and_one_taken_back_unkeeps_it():
    promised = actions.promise(number(), 5_000, TODAY, channel="call", today=TODAY, at=at(TODAY, 9))
    key = posted(5_000)
    assert Promise.objects.get(pk=promised).state == "kept"
    reverse_receipt(key, ReverseReason.NOT_RECEIVED, at=at(TODAY, 12))

    assert Promise.objects.get(pk=promised).state == "open"
    run_nights(PLAN, TODAY)
    assert Promise.objects.get(pk=promised).state == "broken"
    kinds = [one.kind.value for one in queries.case_events(Case.objects.get(number=number()).pk)]
    assert kinds[:6] == [
        "promise_broken", "promise_reopened", "receipt_reversed", "promise_kept", "receipt_posted", "promise_made"
    ]  # fmt: skip


def test_money_of_the_lender_s_file_keeps_a_promise_at_night_even_when_learned_late():
    promised = actions.promise(number(), 5_000, TODAY, channel="call", today=TODAY, at=at(TODAY, 9))
    run_nights(PLAN, TODAY)
    assert Promise.objects.get(pk=promised).state == "broken"
    lender_sends("BANK-1", 4_000, known_on=TODAY + timedelta(days=1))
    run_nights(PLAN, TODAY + timedelta(days=1))
    assert Promise.objects.get(pk=promised).state == "part_kept"
    lender_sends("BANK-2", 1_000, known_on=TODAY + timedelta(days=2))
    run_nights(PLAN, TODAY + timedelta(days=2))

    assert Promise.objects.get(pk=promised).state == "kept"


@pytest.fixture
def staff():
    lender = ensure_organisation("回笼汽车金融", OrganisationKind.LENDER)
    for name, role in (("shen", Role.FINANCE), ("lin", Role.COLLECTOR), ("song", Role.MANAGER)):
        ensure_user(name, display_name=name, role=role, organisation=lender, password="a-long-enough-one")
    return {user.username: user for user in User.objects.all()}


def as_web(user, act):
    with meeting_as("web"), act_as(Acting(user.pk, user.organisation_id, user.role)):
        return act()


def test_who_posts_refigures_and_nobody_else_can(staff):
    shen, lin, song = (staff[name] for name in ("shen", "lin", "song"))
    case = Case.objects.get(number=number())

    def refigure():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select cases_refigure(%s, %s, '{}', '[]')", [case.pk, TODAY])

    def post(user):
        return post_receipt(
            loan_id=LOAN, on=TODAY, amount_fen=5_000, actor=f"user:{user.pk}", today=TODAY, at=at(TODAY)
        )

    for user in (lin, song, shen):
        with pytest.raises(ProgrammingError, match="no receipt of yours waits"):
            as_web(user, refigure)
    with pytest.raises(ProgrammingError, match="row-level security"):
        as_web(lin, lambda: post(lin))
    with pytest.raises(ProgrammingError, match="row-level security"):
        as_web(shen, lambda: post(lin))
    as_web(shen, lambda: post(shen))
    case.refresh_from_db()
    assert case.figures_on == TODAY
    with pytest.raises(ProgrammingError, match="no receipt of yours waits"):
        as_web(song, refigure)
    assert as_web(lin, lambda: DeskReceipt.objects.count()) == 0


def test_the_night_s_own_role_takes_reconciles_and_judges():
    actions.promise(number(), 5_000, TODAY, channel="call", today=TODAY, at=at(TODAY, 9))
    posted(5_000, reference="BANK-1")
    lender_sends("BANK-1", 4_000)
    try:
        with meeting_as("night"):
            run_nights(PLAN, TODAY)
    except psycopg.Error as error:  # pragma: no cover - says which grant is missing
        pytest.fail(str(error))

    assert found() == [("amount", "BANK-1", 4_000, "")]
    assert Promise.objects.get().state == "part_kept"


def test_open_pages_hear_of_money():
    settings = connection.settings_dict
    told = psycopg.connect(
        dbname=settings["NAME"], user=settings["USER"] or None, host=settings["HOST"] or None,
        port=settings["PORT"] or None, autocommit=True,
    )  # fmt: skip
    with told:
        told.execute("listen huilong_live")
        posted(5_000)
        heard = [one.payload for one in told.notifies(timeout=5, stop_after=1)]

    assert '"kind": "receipt"' in heard[0] and number() in heard[0]
