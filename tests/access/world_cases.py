"""What is on every case of the world of strangers (案件上的东西), each thing with its mark."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from .world import CASES, ON, World


def cases(world: World) -> None:
    import csv
    import tempfile
    from pathlib import Path

    from huilong.rooms.cases.models import Case, CaseEvent, CaseLoan
    from huilong.rooms.ledger.models import DeskReceipt
    from huilong.rooms.vault.actions import take_people
    from huilong.rooms.vault.models import Person

    world.keys["case"] = {key: row[0] for key, row in CASES.items()}
    world.keys["loan"] = {key: row[1] for key, row in CASES.items()}
    with tempfile.TemporaryDirectory() as there:
        file = Path(there) / "people_2026-06-30.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            rows = csv.writer(out)
            rows.writerow(["借据号", "客户号", "角色", "姓名", "证件号码", "手机号", "地址", "车牌号", "单位"])
            for _, loan, borrower, name, plate, city, _, fen in CASES.values():
                rows.writerow([loan, borrower, "借款人", name, f"99110619900101{fen % 10000:04d}", f"154{fen}8",
                               f"{city}隐名路{fen}号", plate, "某单位"])  # fmt: skip
        take_people([file], [row[1] for row in CASES.values()], ON, actor="night")
    keys = dict(Person.objects.values_list("loan_id", "pk"))
    world.keys["person"] = {key: keys[row[1]] for key, row in CASES.items()}
    for place, (key, (number, loan, borrower, name, plate, city, vehicle, fen)) in enumerate(CASES.items(), 1):
        figures: dict[str, Any] = {
            "past_due_days": 40 + place, "bucket": 2, "delinquent_fen": fen, "overdue_principal_fen": fen + 1,
            "overdue_interest_fen": 0, "overdue_fee_fen": 0, "overdue_penalty_fen": fen + 2,
            "outstanding_principal_fen": fen * 10 + 3, "figures_on": ON,
        }  # fmt: skip
        case = Case.objects.create(
            number=number, borrower=borrower, opened_on=ON, entered_bucket=1, loans=1, city=city, vehicle=vehicle,
            name_masked=f"{name[0]}**", name_sort=name[0], plate_masked=f"{plate[:2]}***{plate[-2:]}",
            people_missing=False, product="车贷", region="华西", **figures,
        )  # fmt: skip
        CaseLoan.objects.create(case=case, loan_id=loan, loan=1000 + place, joined_on=ON, vehicle=vehicle, **figures)
        CaseEvent.objects.create(case=case, on=ON, kind="opened", why="past_due", to_bucket=2,
                                 params={"days": 1, "bucket": "M2", "canary": f"entry-{key}"})  # fmt: skip
        DeskReceipt.objects.create(loan_id=loan, on=ON, amount_fen=fen, lender_reference=f"receipt-{key}",
                                   posted_by="user:1")  # fmt: skip


def files(world: World) -> None:
    """A file on every case; its name, note and bytes are marked."""
    import io

    from huilong.rooms.files.actions import add
    from huilong.rooms.files.models import File
    from huilong.rooms.files.terms import FileKind

    world.keys["evidence"] = {}
    for key, row in CASES.items():
        body, name = f"evidence-text-of-{key}.".encode(), f"evidence-name-of-{key}.txt"
        kept = add(row[0], io.BytesIO(body), kind=FileKind.OTHER, name=name, note=f"evidence-note-of-{key}.",
                   at=timezone.now())  # fmt: skip
        world.keys["evidence"][key] = kept.id
        address = File.objects.get(pk=kept.id).address
        world.mark("evidence", key, body.decode(), name, f"evidence-note-of-{key}.", address)


def desk(world: World) -> None:
    """A flag on every case, and a difference on every receipt posted for its loan; all are marked."""
    from huilong.rooms.cases.actions import set_flag
    from huilong.rooms.cases.terms import FlagKind
    from huilong.rooms.ledger.actions import post_entry
    from huilong.rooms.ledger.models import DeskReceipt, Difference
    from huilong.rooms.ledger.terms import Line

    world.keys |= {"flag": {}, "receipt": {}, "difference": {}, "ledger_entry": {}}
    world.keys["account"] = dict.fromkeys(CASES, "5402")
    for key, row in CASES.items():
        world.keys["flag"][key] = set_flag(
            row[0], FlagKind.HARDSHIP, since=ON, evidence=f"paper-of-{key}.", note=f"flag-note-of-{key}.",
            at=timezone.now(),
        )  # fmt: skip
        world.mark("flag", key, f"paper-of-{key}.", f"flag-note-of-{key}.")
        receipt = DeskReceipt.objects.get(loan_id=row[1])
        world.keys["receipt"][key] = receipt.pk
        found = Difference.objects.create(kind="amount", receipt=receipt, lender_id=f"lender-row-of-{key}.",
                                          lender_fen=1, lender_on=ON, found_on=ON)  # fmt: skip
        world.keys["difference"][key] = found.pk
        world.mark("difference", key, f"lender-row-of-{key}.")
        cost = [Line("5402", row[7], row[1], f"firm-of-{key}."), Line("2202", -row[7], row[1], f"firm-of-{key}.")]
        at = datetime(2026, 6, 30, 9, tzinfo=UTC)
        world.keys["ledger_entry"][key] = post_entry("recovery_cost", ON, cost, f"cost-of-{key}.", f"memo-{key}.", at)
        world.mark("ledger_entry", key, f"firm-of-{key}.", f"cost-of-{key}.", f"memo-{key}.")


def offers(world: World) -> None:
    """An offer of relief on every case that waits for approval, with a step and a fact; its figures are marked."""
    from huilong.rooms.cases.models import Case
    from huilong.rooms.relief.models import Offer, OfferStep, Posting
    from huilong.rooms.relief.rules.told import terms_told
    from huilong.rooms.relief.terms import ReliefKind, Terms

    now, world.keys["offer"] = timezone.now(), {}
    for key, row in CASES.items():
        amount = row[7] + 31
        one = {"owed": amount, "overdue": 0, "past_due_days": 1, "principal": 0, "monthly": 0, "last_due": None}
        parts = {"principal": 0, "interest": 0, "fee": 0, "penalty": amount}
        effect = {"before": one, "after": one, "given_up": parts, "given_up_fen": amount, "unearned": 0,
                  "expected": amount, "rate_ppm": None}  # fmt: skip
        kept = Offer.objects.create(
            case=Case.objects.get(number=row[0]), loan_id=row[1], kind="waiver", effect=effect, state="asked",
            terms=terms_told(Terms(ReliefKind.WAIVER)), waits_for="compliance", made_by=1, made_role="collector",
            made_at=now, expires_at=now + timedelta(days=3),
        )  # fmt: skip
        OfferStep.objects.create(offer=kept, place=1, role="compliance")
        Posting.objects.create(offer=kept, loan_id=row[1], kind="waiver", known_on=ON,
                               told={"on": "2026-06-30", "kind": "penalty", "amount": amount})  # fmt: skip
        world.keys["offer"][key] = kept.pk
        shown = f"{amount // 100:,}.{amount % 100:02d}"
        world.mark("offer", key, str(amount), shown, shown.replace(",", ""))


def verdicts(world: World) -> None:
    """A verdict on every case, with a marked fact's source; a draft of a house rule, and a gap."""
    from huilong.rooms.compliance.actions import may_we, note_gaps
    from huilong.rooms.compliance.models import Gap, HouseRule
    from huilong.rooms.compliance.queries.drafts import BLANK
    from huilong.rooms.compliance.terms import Fact, GapKind, Wanted

    world.keys["verdict"], world.keys["rule"] = {}, {"near": "CN-TIME-001"}
    for key, row in CASES.items():
        wanted = Wanted("contact.call", row[2], row[1], facts={"purpose": Fact("collect", f"source-{key}-mark")})
        world.keys["verdict"][key] = may_we(wanted, timezone.now()).id
        world.mark("verdict", key, f"source-{key}-mark")
    text = BLANK.replace("What it is about", "draft-title-mark").replace("规则名称", "草稿标记名")
    draft = HouseRule.objects.create(rule="CN-HOUSE-001", version=1, text=text, state="draft", effective_from=ON,
                                     author=world.keys["user"]["compliance"], written_at=timezone.now())  # fmt: skip
    world.keys["draft"] = {"house": draft.pk}
    world.mark("draft", "house", "draft-title-mark", "草稿标记名")
    note_gaps(ON, GapKind.RECORD_WITHOUT_ACT, ["gap-reference-mark"])
    world.keys["gap"] = {"house": Gap.objects.get().pk}
    world.mark("gap", "house", "gap-reference-mark")


def acts(world: World) -> None:
    """Something done on every case, with a marked person and call."""
    import uuid

    from huilong.rooms.cases.models import Case, Flag, Promise
    from huilong.rooms.contact.models import Activity, Call

    world.keys["activity"], now, user = {}, timezone.now(), world.keys["user"]["former"]
    for key, row in CASES.items():
        case = Case.objects.get(number=row[0])
        fen = row[7] * 3 + 1
        call = Call.objects.create(
            key=uuid.uuid4(), case=case, person=1, number="0" * 32, verdicts=[], user=user, organisation=1, at=now,
            state="ended", recording=f"recording-of-{key}.",
        )  # fmt: skip
        promise = Promise.objects.create(case=case, amount_fen=fen, due_on=ON + timedelta(days=400), channel="call",
                                         made_at=now, made_by="system")  # fmt: skip
        Flag.objects.create(case=case, kind="hardship", since=ON, evidence=f"flag-paper-{key}.", set_by="system",
                            set_at=now)  # fmt: skip
        kept = Activity.objects.create(
            case=case, at=now, on=ON, channel="call", direction="out", shown=f"activity-with-{key}.",
            outcome="promise", call=call, promise=promise, user=user, organisation=1,
        )  # fmt: skip
        world.keys["activity"][key] = kept.pk
        amount = f"{fen // 100:,}.{fen % 100:02d}"
        world.mark("activity", key, f"recording-of-{key}.", f"activity-with-{key}.", f"flag-paper-{key}.", amount)


def worked(world: World) -> None:
    """On every case a promise broken last night and an activity of today, and what was learned of the borrower."""
    from huilong.rooms.cases.models import Case, Promise
    from huilong.rooms.contact.models import Activity
    from huilong.rooms.files.actions import learn
    from huilong.rooms.files.terms import LearnedKind, LearnedSource

    now = timezone.now()
    today = timezone.localdate(now)
    for key, (number, *_, fen) in CASES.items():
        case = Case.objects.get(number=number).pk
        Promise.objects.create(
            case_id=case, amount_fen=fen + 31, due_on=today - timedelta(days=1), channel="call", state="broken",
            made_at=now - timedelta(days=3), made_by="user:1", judged_on=today - timedelta(days=1),
        )  # fmt: skip
        Activity.objects.create(case_id=case, at=now, on=today, channel="call", direction="out", user=1,
                                outcome=f"outcome-{key}.", organisation=1)  # fmt: skip
        learn(number, LearnedKind.EMPLOYER, {"name": f"learned-of-{key}."}, source=LearnedSource.BORROWER,
              evidence=None, on=today, at=now)  # fmt: skip
        amount = f"{(fen + 31) // 100:,}.{(fen + 31) % 100:02d}"
        world.mark("evidence", key, f"outcome-{key}.", f"learned-of-{key}.", amount, amount.replace(",", ""))
