"""The layouts (信函版式), and what each shows. `layouts/FILE.typ` is how it looks."""

from huilong.integrations.letters_typst.fields import Amount, Count, Day, IsoDay, Lines, Part, Rows, Text, Truth

PARTY = {"name": Text(), "address": Text(needed=False), "phone": Text(needed=False), "id_number": Text(needed=False)}
"""Whoever writes, is written to, or agrees (当事人)."""
PAY_TO = {"account_name": Text(), "bank": Text(), "account": Text()}
AMOUNTS = {"label": Text(), "amount_fen": Amount()}
SUMS = {"label": Text(), "amount": Text()}
"""A sum written out, of a letter that is not in yuan."""
HEAD = {"number": Text(), "on": Day()}
"""What every letter has: its number and its date (编号 日期)."""

WORDED = Part(
    open=True,
    fields={
        "letter_number": Text(),
        "on": IsoDay(),
        "subject": Text(),
        "body": Text(),
        "language": Text(),
        "lender_name": Text(needed=False),
        "agency_name": Text(needed=False),
    },
)
"""A letter whose every word is its template's, approved as it stands: the layout adds the head, the pages, the seal."""

FILES = {"demand": "worded", "lawyer": "worded"}
"""Layouts that look alike, and the file that says how; any other has a file of its own name."""

LAYOUTS: dict[str, Part] = {
    "demand": WORDED,
    "lawyer": WORDED,
    "lawyer_letter": Part(
        fields=HEAD
        | {
            "firm": Part(fields=PARTY),
            "client": Text(),
            "addressee": Part(fields=PARTY),
            "regarding": Text(),
            "body": Lines(),
            "amounts": Rows(fields=AMOUNTS, total="amount_fen", needed=False),
            "demands": Lines(needed=False),
            "pay_to": Part(fields=PAY_TO, needed=False),
            "lawyers": Lines(),
        }
    ),
    "demand_letter": Part(
        fields=HEAD
        | {
            "lender": Part(fields=PARTY),
            "addressee": Part(fields=PARTY),
            "loan_number": Text(),
            "past_due_days": Count(),
            "body": Lines(),
            "amounts": Rows(fields=AMOUNTS, total="amount_fen"),
            "due_by": Day(),
            "pay_to": Part(fields=PAY_TO, needed=False),
            "complaints": Text(needed=False),
        }
    ),
    "relief_agreement": Part(
        fields=HEAD
        | {
            "title": Text(),
            "lender": Part(fields=PARTY),
            "borrower": Part(fields=PARTY),
            "loan": Part(
                fields={
                    "number": Text(),
                    "product": Text(needed=False),
                    "disbursed_on": Day(needed=False),
                    "principal_fen": Amount(needed=False),
                    "vehicle": Text(needed=False),
                }
            ),
            "owed_on": Day(),
            "owed": Rows(fields=AMOUNTS, total="amount_fen"),
            "given_up": Rows(fields=AMOUNTS, total="amount_fen", needed=False),
            "terms": Lines(),
            "schedule": Rows(
                fields={"no": Text(), "due_on": Day(), "amount_fen": Amount(), "note": Text(needed=False)},
                total="amount_fen",
                needed=False,
            ),
            "if_broken": Lines(needed=False),
            "closing": Lines(needed=False),
        }
    ),
    "vehicle_handover": Part(
        fields=HEAD
        | {
            "handed_at": Text(),
            "place": Text(needed=False),
            "lender": Part(fields=PARTY),
            "crew": Rows(fields={"name": Text(), "organisation": Text(needed=False), "number": Text(needed=False)}),
            "handed_by": Part(
                fields=PARTY | {"relation": Text(), "identity_kind": Text(needed=False), "owner": Text(needed=False)}
            ),
            "loan_number": Text(),
            "order_number": Text(),
            "basis": Text(),
            "vehicle": Part(
                fields={
                    "vin": Text(),
                    "plate": Text(needed=False),
                    "model": Text(needed=False),
                    "mileage_km": Count(needed=False),
                    "keys": Count(needed=False),
                }
            ),
            "belongings": Rows(
                fields={"no": Text(), "what": Text(), "quantity": Count(), "place": Text()}, needed=False
            ),
            "photos": Rows(fields={"slot": Text(), "captured_at": Text(), "sha256": Text()}, needed=False),
            "videos": Lines(needed=False),
            "redemption": Lines(needed=False),
            "rights": Lines(),
            "signature": Part(fields={"sha256": Text(), "captured_at": Text()}, needed=False),
        }
    ),
    "sale_confirmation": Part(
        fields=HEAD
        | {
            "lender": Part(fields=PARTY),
            "buyer": Part(fields=PARTY),
            "pseudonym": Text(),
            "thing": Text(),
            "shown": Rows(fields={"name": Text(), "value": Text()}, needed=False),
            "closed_at": Text(),
            "bids": Count(),
            "head": Text(),
            "price": Rows(fields=AMOUNTS, total="amount_fen"),
            "deposit_fen": Amount(),
            "rest_fen": Amount(),
            "pay_days": Count(),
            "closing": Lines(),
        }
    ),
    "deletion_certificate": Part(
        fields=HEAD
        | {
            "lender": Part(fields=PARTY),
            "firm": Part(fields=PARTY),
            "batch": Text(),
            "cases": Count(),
            "ended_on": Day(),
            "means": Text(),
            "files": Rows(fields={"at": Text(), "rows": Count(), "sha256": Text()}, needed=False),
        }
    ),
    "proceeds_letter": Part(
        fields=HEAD
        | {
            "title": Text(),
            "lender": Part(fields=PARTY),
            "addressee": Part(fields=PARTY),
            "loan_number": Text(),
            "vehicle": Text(),
            "sold_on": Day(),
            "as_of": Day(),
            "proceeds_fen": Amount(),
            "lines": Rows(
                fields={
                    "no": Text(),
                    "label": Text(),
                    "claim_fen": Amount(),
                    "paid_fen": Amount(),
                    "left_fen": Amount(),
                    "source": Text(),
                },
                total="paid_fen",
                needed=False,
            ),
            "surplus_fen": Amount(),
            "deficiency_fen": Amount(),
            "result": Text(),
            "law": Text(),
            "rights": Lines(),
        }
    ),
    "proceeds_616": Part(
        fields={
            "number": Text(),
            "on": IsoDay(),
            "lender": Part(fields=PARTY),
            "addressee": Part(fields=PARTY),
            "loan_number": Text(),
            "vehicle": Text(),
            "as_of": IsoDay(),
            "secured": Text(),
            "proceeds": Text(),
            "balance": Text(),
            "expenses": Rows(fields=SUMS, needed=False),
            "expenses_total": Text(),
            "credits": Rows(fields=SUMS, needed=False),
            "juniors": Rows(fields=SUMS, needed=False),
            "result_word": Text(),
            "result": Text(),
            "demand": Truth(),
        }
    ),
    "statement": Part(
        fields=HEAD
        | {
            "lender": Part(fields=PARTY),
            "addressee": Part(fields=PARTY),
            "as_of": Day(),
            "loan_number": Text(),
            "product": Text(needed=False),
            "past_due_days": Count(),
            "amounts": Rows(fields=AMOUNTS, total="amount_fen"),
            "instalments": Rows(
                fields={
                    "no": Text(),
                    "due_on": Day(),
                    "owed_fen": Amount(),
                    "paid_fen": Amount(),
                    "left_fen": Amount(),
                },
                total="left_fen",
                needed=False,
            ),
            "remarks": Lines(needed=False),
        }
    ),
}
