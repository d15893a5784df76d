"""Money (钱账): the ledger balances, what belongs to others is apart, and every fen received is where it should be."""

from huilong.rooms.book.queries import receipts_of
from huilong.rooms.ledger.queries import chart
from huilong.site.quarter.look import MOST, Look


def money(look: Look) -> list[str]:
    """Nothing made, nothing lost."""
    return [*_balanced(look), *_apart(look), *_receipts(look), *_in_the_book(look), *_proceeds(look)]


def _proceeds(look: Look) -> list[str]:
    """What a car brought is what was given to those it belongs to; nothing of it stays in between."""
    if not look.has("disposal_distribution"):
        return []
    return look.each(
        "distribution {0}: {1} fen came, {2} fen were distributed",
        "select d.id, d.proceeds_fen, coalesce(sum(l.paid_fen), 0) + d.surplus_fen from disposal_distribution d"
        " left join disposal_distribution_line l on l.distribution_id = d.id group by d.id"
        " having d.proceeds_fen <> coalesce(sum(l.paid_fen), 0) + d.surplus_fen order by 1",
    ) + look.each(
        "sale {0}: sold for {1} fen, {2} fen distributed",
        "select s.id, s.price_fen, d.proceeds_fen from disposal_distribution d join disposal_sale s on s.id = d.sale_id"
        " where d.state = 'posted' and s.price_fen <> d.proceeds_fen order by 1",
    )


def _balanced(look: Look) -> list[str]:
    return look.each(
        "entry {0}: {1} lines sum to {2} fen, {3} told",
        "select e.id, count(p.no), coalesce(sum(p.fen), 0), e.lines from ledger_entry e"
        " left join ledger_posting p on p.entry_id = e.id group by e.id, e.lines"
        " having coalesce(sum(p.fen), 0) <> 0 or count(p.no) <> e.lines order by 1",
    )


def _apart(look: Look) -> list[str]:
    """What the trust bank holds is what is owed to those it belongs to."""
    trust = [one.code for one in chart().values() if one.trust]
    return look.each(
        "trust money of {0}: {1} fen more or less than is owed to others",
        "select owner, sum(fen) from ledger_posting where account = any(%s) group by owner having sum(fen) <> 0", trust,
    )  # fmt: skip


def _receipts(look: Look) -> list[str]:
    """Every receipt of the desk stands in the accounts with its whole amount; one taken back stands there no more."""
    return look.each("receipt {0} of {1} fen: {2} fen in the bank", _BANKED)


def _in_the_book(look: Look) -> list[str]:
    """What was posted by the day's end is in the book, to the fen; what came later waits."""
    found = look.each(
        "receipt {0} of {1} is not in the book",
        "select id, on_day from (select id, \"on\" on_day, posted_at from ledger_desk_receipt"
        " where taken_into_book_commit is null and reversed_at is null) r"
        " where (posted_at at time zone 'Asia/Shanghai')::date <= %s order by 1", look.on,
    )  # fmt: skip
    desk = {(row[0], f"DESK-{row[1]}"): row[2] for row in look.ask(
        "select loan_id, id, amount_fen from ledger_desk_receipt where taken_into_book_commit is not null"
        " and reversed_at is null and lender_reference = ''"
    )}  # fmt: skip
    book = {(one.loan_id, one.id): one.amount_fen for one in receipts_of({loan for loan, _ in desk})}
    lost = [f"{key[1]} of {key[0]}: {fen} fen on the desk, {book.get(key)} in the book"
            for key, fen in desk.items() if book.get(key) != fen]  # fmt: skip
    return found + lost[:MOST]


_BANKED = """
with bank as (
    select split_part(regexp_replace(e.key, '^(back:)+', ''), ':', 2) as receipt, sum(p.fen) as fen
      from ledger_entry e join ledger_posting p on p.entry_id = e.id
     where p.account = '1002' and regexp_replace(e.key, '^(back:)+', '') ~ '^receipt:[0-9]+$' group by 1),
 desk as (
    select r.id, case when r.reversed_at is null then r.amount_fen else 0 end as fen from ledger_desk_receipt r)
select d.id, d.fen, coalesce(b.fen, 0) from desk d left join bank b on b.receipt = d.id::text
 where coalesce(b.fen, 0) <> d.fen order by 1
"""
