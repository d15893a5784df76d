"""What firms earned in the world of strangers (费用): of each agency a statement, a line, an objection, an account."""

from datetime import timedelta

from django.utils import timezone

from .world import CASES, ON, World


def statements(world: World) -> None:
    """An issued statement of each agency, marked, and a payment file that only the house knows of."""
    from huilong.rooms.agencies.models import Contract
    from huilong.rooms.settlement.models import Dispute, Line, Payee, Payment, Statement

    now = timezone.now()
    for place, key in enumerate(("agency_a", "agency_b"), 1):
        firm, earned = world.keys["organisation"][key], 3_310_007 + place * 1_010_101
        contract = Contract.objects.create(
            organisation_id=firm, number=f"contract-with-{key}.", from_on=ON, to_on=ON, signed_at=now, kept_by=1,
            fee={"form": "rate", "rate_ppm": 100_000},
        )  # fmt: skip
        kept = Statement.objects.create(
            number=f"S-of-{key}.", organisation_id=firm, contract=contract, from_on=ON, to_on=ON, known_by=ON, lines=1,
            fen=earned, digest="0" * 64, drafted_at=now,
        )  # fmt: skip
        line = Line.objects.create(
            statement=kept, contract=contract.pk, no=1, key=f"receipt:of-{key}.", of="receipt", reason="earned", on=ON,
            case=CASES[key][0], loan_id=CASES[key][1], entitled_fen=earned, stated_fen=0, fen=earned,
        )  # fmt: skip
        Statement.objects.filter(pk=kept.pk).update(
            state="disputed", issued_at=now, issued_by=1, object_by=ON + timedelta(days=3650)
        )
        objection = Dispute.objects.create(
            line=line, statement=kept, reason="wrong_amount", evidence=f"proof-with-{key}.", raised_by=2, raised_at=now,
            answer_by=ON,
        )  # fmt: skip
        payee = Payee.objects.create(
            organisation_id=firm, name=f"payee-of-{key}.", account=f"6222{place}00000{place * 1117}", bank="bank",
            bank_code="1" * 12, kept_by=1, kept_at=now,
        )  # fmt: skip
        for kind, row in (("statement", kept), ("statement_line", line), ("objection", objection), ("payee", payee)):
            world.keys.setdefault(kind, {})[key] = row.pk
        shown = f"{earned // 100:,}.{earned % 100:02d}"
        world.mark("statement", key, kept.number, shown, str(earned))
        world.mark("statement_line", key, line.key)
        world.mark("objection", key, objection.evidence)
        world.mark("payee", key, payee.name, payee.account)
    file = Payment.objects.create(
        number="payment-of-lender.", execute_on=ON, count=1, total_fen=7_717_171, format="csv", sha256="0" * 64,
        body=b"payment-body-mark", made_by=1, made_at=now,
    )  # fmt: skip
    world.keys["payment"] = {"lender": file.pk}
    world.keys["price_year"] = {"lender": ON.year}
    world.mark("payment", "lender", "payment-of-lender.", "77,171.71", "payment-body-mark")
