"""The demo's firms (演示机构): three agencies approved under contracts, cases placed with two, a tender open to all."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from huilong.kernel.acting import Acting, act_as

Cast = Mapping[str, Acting]
AGENCIES = ("近水委外(演示)", "长风委外(演示)")
"""Beside the first, whose people the demo's other pages know."""
MANAGERS = [("agency_manager2", "机构主管 岑雪"), ("agency_manager3", "机构主管 陶舟")]
RATES = {"agency_manager": 180_000, "agency_manager2": 200_000, "agency_manager3": 165_000}
OPEN_DAYS = 7


def people(password: str) -> None:
    """The other agencies and who answers for them."""
    from huilong.rooms.people.actions import ensure_organisation, ensure_team, ensure_user
    from huilong.rooms.people.terms import OrganisationKind, Role

    for firm, (username, name) in zip(AGENCIES, MANAGERS, strict=True):
        key = ensure_organisation(firm, OrganisationKind.AGENCY)
        team = ensure_team(f"{firm[:2]}一组", key)
        ensure_user(
            username, display_name=name, role=Role.AGENCY_MANAGER, organisation=key, password=password, team=team
        )


@transaction.atomic
def onboard(cast: Cast, at: datetime) -> None:
    """Every agency on the register: its papers noted, two agreed, a contract signed, the list published."""
    from huilong.rooms.agencies.actions import publish

    for n, (name, rate) in enumerate(RATES.items()):
        _let_in(cast, cast[name].organisation, n, rate, at)
    with act_as(cast["manager"]):
        publish(at)


def _let_in(cast: Cast, firm: int, n: int, rate_ppm: int, at: datetime) -> None:
    """One agency. The second one's insurance runs out in 25 days, as the expiry watch shows."""
    from huilong.rooms.agencies import actions
    from huilong.rooms.agencies.terms import ContractTerms, FeeForm, FeeTerms, FirmPaper, StepReason
    from huilong.rooms.people.actions import decide

    second, on = cast["compliance"], at.date()
    with act_as(cast["manager"]):
        actions.enter(firm, credit_code=f"91310000DEMO{n:05d}X", contact="400-800-1234", address="上海市", at=at)
        for kind in FirmPaper:
            days = 25 if (n, kind) == (1, FirmPaper.INSURANCE) else 300
            actions.note_paper(
                firm, kind, number=f"DEMO-{kind.value}-{n}", from_on=on - timedelta(days=30),
                to_on=on + timedelta(days=days), at=at,
            )  # fmt: skip
        asked = actions.ask_to_approve(firm, StepReason.CHECKED, at=at)
        actions.sign_contract(
            firm, f"DEMO-HT-{n + 1}", on - timedelta(days=1), on + timedelta(days=365),
            FeeTerms(FeeForm.RATE, rate_ppm=rate_ppm), ContractTerms(), at=at,
        )  # fmt: skip
    with act_as(second):
        decide(asked, approve=True, actor=second.user, at=at)


def placed(cast: Cast, numbers: list[str], at: datetime) -> None:
    """The latest cases are placed with two firms for three months; the first firm's agent gets half of its own."""
    from huilong.rooms.agencies import actions
    from huilong.rooms.agencies.queries import contracts_of, placeable
    from huilong.rooms.cases.actions import assign
    from huilong.rooms.cases.terms import DutyKind, Holder
    from huilong.rooms.people.queries import colleagues
    from huilong.rooms.people.terms import Role

    with act_as(cast["manager"]):
        numbers = list(placeable(numbers, at.date()).placeable)
    half = len(numbers) // 2
    for name, share in (("agency_manager", numbers[:half]), ("agency_manager2", numbers[half:])):
        firm = cast[name].organisation
        with act_as(cast["manager"]):
            contract = contracts_of(firm)[0].id
            if not share:
                continue
            actions.place(
                share, firm, contract, batch=f"DEMO-{name[-1]}", tier=1, entry_on=at.date(),
                exit_on=at.date() + timedelta(days=90), strata={}, at=at,
            )  # fmt: skip
    chief = cast["agency_manager"]
    with act_as(chief):
        theirs = [one for one in colleagues((Role.AGENCY_AGENT,)) if one.organisation == chief.organisation]
        to = Holder(theirs[0].organisation, theirs[0].team, theirs[0].id)
        assign(numbers[: half // 2], to, DutyKind.COLLECT, actor=chief.actor, at=at)


def tendered(cast: Cast, at: datetime) -> None:
    """A tender published for a week: the three firms are invited, and may seal their bids on its page."""
    from huilong.rooms.cases.terms import CaseFilter
    from huilong.rooms.tenders import actions
    from huilong.rooms.tenders.terms import Criterion, TenderRules

    manager, on = cast["manager"], at.date()
    rules = TenderRules(
        {Criterion.PRICE: 400_000, Criterion.PERFORMANCE: 250_000, Criterion.CAPACITY: 150_000,
         Criterion.LOCALITY: 100_000, Criterion.COMPLIANCE: 100_000}, sample=2,
    )  # fmt: skip
    with act_as(manager):
        number = actions.make_tender(
            CaseFilter(least_days=1, most_days=60), "演示招标:早期批次", rules, entry_on=on + timedelta(days=15),
            exit_on=on + timedelta(days=105), tier=1, user=manager.user, at=at,
        )  # fmt: skip
        actions.publish(
            number, [cast[name].organisation for name in RATES], questions_until=at + timedelta(days=3),
            closes_at=at + timedelta(days=OPEN_DAYS), reveals_until=at + timedelta(days=OPEN_DAYS + 2), at=at,
        )  # fmt: skip


def late_cases(cast: Cast, share: int) -> list[str]:
    """The cases that owe longest, one in `share` of all: those a lender gives to firms."""
    from huilong.rooms.cases.queries import numbers_found
    from huilong.rooms.cases.terms import CaseFilter

    with act_as(cast["manager"]):
        found = numbers_found(CaseFilter(), most=100_000)
        return numbers_found(CaseFilter(least_days=120), most=len(found) // share or 1)

