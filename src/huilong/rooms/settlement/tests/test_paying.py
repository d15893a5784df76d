"""From the firm's word to its money: agree or object, invoice, account, one file for the bank, and the ledger."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from huilong.rooms.journal.models import Entry
from huilong.rooms.people.terms import Role
from huilong.rooms.relief.tests.acting import at_work
from huilong.rooms.settlement import actions, queries
from huilong.rooms.settlement.models import Payment, Statement
from huilong.rooms.settlement.rules.bank_csv import bank_csv
from huilong.rooms.settlement.rules.pain001 import pain001
from huilong.rooms.settlement.rules.pain001_check import faults_of
from huilong.rooms.settlement.terms import (
    DisputeAnswer,
    DisputeReason,
    Order,
    Payer,
    PaymentFormat,
    StatementState,
    Transfer,
)

from .acting import MONEY, agree, approve, issued, refused, run
from .conftest import APRIL_ENDS, AT, IN_JUNE, IN_MAY, MAY_ENDS, owed_to, pay, taken_back

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER, DAY = "26112000000012345678", IN_MAY.date()
PAYER = {"name": "回笼汽车金融", "account": "1001234567890123", "bank": "工商银行", "bank_code": "102100099996"}


@pytest.fixture(autouse=True)
def _payer(settings):
    settings.PAYER = PAYER


def invoice(firm, key, number=NUMBER, fen=20_000, on=DAY, at=IN_MAY):
    with at_work(firm["chief"]):
        actions.invoice(key, number, fen, on, user=firm["chief"].pk, at=at)


def account(firm, by="money", second="purse"):
    with at_work(firm[by]):
        key = actions.keep_payee(
            firm["agency"], name="甲机构", account="6222020200012345", bank="建设银行", bank_code="105100000017",
            user=firm[by].pk, at=AT,
        )  # fmt: skip
    with at_work(firm[second]):
        actions.confirm_payee(key, user=firm[second].pk, at=AT)


def invoiced(firm):
    pay("L3", date(2026, 4, 22), 100_000)
    key = issued(firm)
    agree(firm, key)
    approve(firm, key)
    invoice(firm, key)
    return key


def file_of(firm, *keys, form=PaymentFormat.PAIN_001, at=IN_MAY):
    with at_work(firm["money"]):
        return actions.make_payment(keys, at.date(), form, user=firm["money"].pk, at=at)


# The firm's word.


def object_to(firm, key, reason=DisputeReason.WRONG_AMOUNT, at=IN_MAY, **more):
    line = next(iter(queries.each_line(key)))
    with at_work(firm["chief"]):
        return actions.dispute(line.id, reason, user=firm["chief"].pk, at=at, **more)


def answer(firm, key, said=DisputeAnswer.STANDS, at=IN_MAY):
    with at_work(firm["money"]):
        actions.answer(key, said, note="与账簿一致", user=firm["money"].pk, at=at)


def test_an_objection_is_answered_and_then_the_firm_may_agree(firm):
    pay("L3", date(2026, 4, 22), 100_000)
    key = issued(firm)
    raised = object_to(firm, key, note="实收 1200 元", evidence="回单 17")
    assert queries.statement_row(key).state is StatementState.DISPUTED
    assert refused(lambda: agree(firm, key)) == "statement-state"
    answer(firm, raised)

    (told,) = queries.disputes_of(key)
    assert (told.note, told.answer_note, told.answer) == ("实收 1200 元", "与账簿一致", DisputeAnswer.STANDS)
    agree(firm, key)
    assert queries.statement_row(key).state is StatementState.AGREED


def test_a_file_shows_the_objection_and_is_sealed_and_its_opening_noted(firm):
    from huilong.rooms.agencies.tests.conftest import as_page
    from huilong.rooms.repossession.tests.spotting import PNG
    from huilong.rooms.settlement.models import Dispute, Proof

    pay("L3", date(2026, 4, 22), 100_000)
    key = issued(firm)
    for name, body, code in (("x.png", b"", "proof-size"), ("x.exe", b"MZ" + b"0" * 99, None)):
        said = refused(lambda name=name, body=body: object_to(firm, key, file=(name, body)))
        assert said == code if code else said
    assert not Dispute.objects.exists()
    with as_page(firm["chief"]):
        line = next(iter(queries.each_line(key)))
        raised = actions.dispute(line.id, DisputeReason.WRONG_AMOUNT, user=firm["chief"].pk, at=IN_MAY,
                                 file=("slip.png", PNG))  # fmt: skip
    assert queries.disputes_of(key)[0].proof
    kept = Proof.objects.get()
    assert (kept.media, kept.size) == ("image/png", len(PNG)) and PNG not in bytes(kept.body)
    with as_page(firm["money"]):
        assert actions.open_proof(raised, IN_MAY) == ("image/png", PNG)
    assert Entry.objects.filter(verb="statement.proof_opened").count() == 1
    assert refused(lambda: actions.open_proof(raised + 1, IN_MAY)) == "no-such-proof"


def test_a_note_is_in_no_readable_column(firm):
    pay("L3", date(2026, 4, 22), 100_000)
    object_to(firm, issued(firm), note="王女士已付")
    from huilong.rooms.settlement.models import Dispute

    assert "王女士".encode() not in bytes(Dispute.objects.get().note)
    assert "王女士" not in str(Entry.objects.filter(verb="statement.disputed").values_list("detail", flat=True))


def test_a_line_is_objected_to_once_in_its_time_and_with_a_word_of_why(firm):
    pay("L3", date(2026, 4, 22), 100_000)
    key = issued(firm)
    assert refused(lambda: object_to(firm, key, DisputeReason.OTHER)) == "note-missing"
    assert refused(lambda: object_to(firm, key, at=IN_MAY + timedelta(days=11))) == "too-late"
    object_to(firm, key, at=IN_MAY + timedelta(days=10))
    assert refused(lambda: object_to(firm, key)) == "disputed-already"


def test_facts_put_right_after_an_objection_are_a_line_of_the_next_statement(firm):
    pay("L3", date(2026, 4, 22), 100_000)
    raised = object_to(firm, issued(firm), DisputeReason.MISSING_MONEY)
    pay("L3", date(2026, 4, 25), 20_000, known=date(2026, 5, 6))
    answer(firm, raised, DisputeAnswer.FACTS_CORRECTED)
    run(firm, MAY_ENDS, IN_JUNE)

    assert [one.fen for one in queries.each_line(Statement.objects.get(to_on=MAY_ENDS).pk)] == [4_000]


def test_silence_is_agreement_once_the_time_to_object_is_over_and_no_sooner(firm):
    pay("L3", date(2026, 4, 22), 100_000)
    key = issued(firm)
    by = queries.statement_row(key).object_by
    assert actions.lapse(by - timedelta(days=1)) == 0
    assert (actions.lapse(by), actions.lapse(by)) == (1, 0)
    row = queries.statement_row(key)
    assert (row.state, row.agreed_by) == (StatementState.AGREED, None)


def test_an_answer_leaves_the_firm_three_days(firm):
    pay("L3", date(2026, 4, 22), 100_000)
    key, late = issued(firm), IN_MAY + timedelta(days=14)
    raised = object_to(firm, key)
    answer(firm, raised, at=late)
    assert queries.statement_row(key).object_by == late.date() + timedelta(days=3)


def test_objections_past_their_clock_are_counted(firm):
    pay("L3", date(2026, 4, 22), 100_000)
    object_to(firm, issued(firm))
    assert [queries.late_answers(IN_MAY.date() + timedelta(days=n)) for n in (7, 8)] == [0, 1]


# The invoice.


def test_an_invoice_is_of_the_amount_due_of_the_right_form_and_day_and_of_one_statement(firm):
    pay("L3", date(2026, 4, 22), 100_000)
    key = issued(firm)
    agree(firm, key)
    assert refused(lambda: invoice(firm, key)) == "statement-state"
    approve(firm, key)

    assert refused(lambda: invoice(firm, key, number="12-34")) == "invoice-number"
    assert refused(lambda: invoice(firm, key, fen=20_001)) == "invoice-amount"
    assert refused(lambda: invoice(firm, key, on=IN_MAY.date() + timedelta(days=1))) == "invoice-day"
    assert refused(lambda: invoice(firm, key, on=APRIL_ENDS - timedelta(days=1))) == "invoice-day"
    invoice(firm, key)

    pay("L3", date(2026, 5, 22), 100_000)
    may = issued(firm, MAY_ENDS, IN_JUNE)
    agree(firm, may, IN_JUNE)
    approve(firm, may, at=IN_JUNE)
    assert refused(lambda: invoice(firm, may, at=IN_JUNE, on=IN_JUNE.date())) == "invoice-known"


def test_a_statement_below_zero_takes_nothing_and_is_taken_off_the_next(firm):
    pay("L3", date(2026, 4, 22), 100_000)
    april = issued(firm)
    agree(firm, april)
    approve(firm, april)
    taken_back("L3", "R-2026-04-22-100000", date(2026, 5, 12))
    may = issued(firm, MAY_ENDS, IN_JUNE)
    agree(firm, may, IN_JUNE)
    approve(firm, may, at=IN_JUNE)

    assert queries.statement_row(may).due_fen == -20_000
    assert refused(lambda: invoice(firm, may, at=IN_JUNE)) == "nothing-due"
    assert owed_to(firm, IN_JUNE.date()) == 0, "what April earned, May took back"
    pay("L3", date(2026, 6, 2), 150_000)
    june = issued(firm, date(2026, 6, 30), IN_JUNE.replace(month=7))
    row = queries.statement_row(june)
    assert (row.fen, row.brought_fen, row.due_fen) == (30_000, -20_000, 10_000)


# The file for the bank.


def test_where_a_firm_is_paid_needs_a_second_person(firm):
    key = invoiced(firm)
    assert refused(lambda: file_of(firm, key)) == "no-payee"
    assert refused(lambda: account(firm, "money", "money")) == "not-a-second-person"
    account(firm)
    file_of(firm, key)


def test_a_payment_file_reads_back_as_a_bank_would_and_pays_what_is_due(firm):
    key = invoiced(firm)
    account(firm)
    made = file_of(firm, key)
    with at_work(firm["money"]):
        name, body = actions.take_payment(made, at=IN_MAY)

    assert faults_of(body) == []
    assert b'<InstdAmt Ccy="CNY">200.00</InstdAmt>' in body
    assert f"S20260430-{firm['contract']} {NUMBER}".encode() in body
    assert name.endswith(".xml")


def test_a_statement_is_in_one_file_only_and_taking_it_again_is_the_same_bytes_and_a_trace(firm):
    key = invoiced(firm)
    account(firm)
    made = file_of(firm, key, form=PaymentFormat.CSV)
    assert refused(lambda: file_of(firm, key)) == "paid-already"
    with at_work(firm["money"]):
        first, second = (actions.take_payment(made, at=IN_MAY) for _ in range(2))

    assert first == second
    assert Entry.objects.filter(verb="payment.taken").count() == 2
    assert Payment.objects.count() == 1
    with pytest.raises(DatabaseError, match="one payment file only"), transaction.atomic():
        Statement.objects.filter(pk=key).update(payment=None)


def test_booked_once_the_debt_is_gone_and_the_statement_paid(firm):
    key = invoiced(firm)
    account(firm)
    made = file_of(firm, key)
    on = IN_MAY.date() + timedelta(days=1)
    with at_work(firm["purse"]):
        later = IN_MAY + timedelta(days=1)
        assert actions.book_payment(made, on, user=firm["purse"].pk, at=later) == 1
        assert refused(lambda: actions.book_payment(made, on, user=MONEY, at=later)) == "booked-already"

    row = queries.statement_row(key)
    assert (row.state, row.paid_on) == (StatementState.PAID, on)
    assert (owed_to(firm, IN_MAY.date()), owed_to(firm, on)) == (20_000, 0)


def test_no_file_is_made_before_the_house_says_whose_account_pays(firm, settings):
    settings.PAYER = {}
    assert refused(lambda: file_of(firm, invoiced(firm))) == "no-payer"


def test_finance_approves_what_another_issued(firm):
    pay("L3", date(2026, 4, 22), 100_000)
    key = issued(firm)
    agree(firm, key)
    approve(firm, key, "purse", Role.FINANCE)
    assert queries.statement_row(key).state is StatementState.APPROVED


# The message itself.

ORDER = Order("HL202605040000000001", IN_MAY, IN_MAY.date(), Payer(**PAYER), tuple(
    Transfer(f"HL{n:012d}", f"机构{n} & <Co>", f"62220202000{n:05d}", "建设银行", "105100000017", 10_001 * n, f"S{n}")
    for n in (1, 2, 3)
))  # fmt: skip


@pytest.mark.django_db(False)
def test_the_message_is_the_same_bytes_for_the_same_order():
    assert pain001(ORDER) == pain001(replace(ORDER))
    assert faults_of(pain001(ORDER)) == []


@pytest.mark.parametrize(
    ("was", "would_be", "fault"),
    [
        (b"<CtrlSum>600.06</CtrlSum>", b"<CtrlSum>600.07</CtrlSum>", "CtrlSum"),
        (b"<NbOfTxs>3</NbOfTxs>", b"<NbOfTxs>4</NbOfTxs>", "NbOfTxs"),
        (b'Ccy="CNY">100.01<', b'Ccy="CNY">100.1<', "InstdAmt"),
        (b"<PmtMtd>TRF</PmtMtd>", b"", "PmtInf holds"),
        (b"HL000000000002", b"HL000000000001", "EndToEndId twice"),
        (b"<MmbId>105100000017</MmbId>", b"<MmbId>17</MmbId>", "MmbId"),
        (b"pain.001.001.09", b"pain.001.001.03", "not urn"),
        (b"</Document>", b"", "not XML"),
        (b"<Document", b"<!DOCTYPE x><Document", "document type"),
    ],
)
def test_a_message_that_a_bank_would_turn_away_is_found(was, would_be, fault):
    assert was in pain001(ORDER)
    assert any(fault in one for one in faults_of(pain001(ORDER).replace(was, would_be)))


def test_a_row_of_the_banks_file_is_no_formula():
    sly = replace(ORDER, transfers=(replace(ORDER.transfers[0], payee="=HYPERLINK(1)"),))
    assert "'=HYPERLINK(1)" in bank_csv(sly).decode("utf-8-sig")
