"""The demo's firms (演示委外): one agency on the register, approved by two, under a contract, with late cases."""

from datetime import date, timedelta

from huilong.kernel.acting import act_as
from huilong.site.demo_recovery import Cast

CODE, CONTACT = "91310000DEMO00001X", "400-000-0000(演示)"
DAYS = 90


def onboard(cast: Cast, until: date) -> None:
    """The agency is entered with its papers, asked for by the manager, agreed to by compliance, and published."""
    from django.utils import timezone

    from huilong.rooms.agencies import actions
    from huilong.rooms.agencies.terms import ContractTerms, FeeForm, FeeTerms, FirmPaper, StepReason
    from huilong.rooms.people.actions import decide

    firm, at = cast["agency_manager"].organisation, timezone.now()
    with act_as(cast["manager"]):
        actions.enter(firm, credit_code=CODE, contact=CONTACT, address="", at=at)
        for kind in FirmPaper:
            if kind is not FirmPaper.REVIEW:
                actions.note_paper(firm, kind, number=f"DEMO-{kind}", from_on=until - timedelta(days=60),
                                   to_on=until + timedelta(days=305), at=at)  # fmt: skip
        asked = actions.ask_to_approve(firm, StepReason.CHECKED, at=at)
        actions.sign_contract(
            firm, "DEMO-HT-0001", until - timedelta(days=60), until + timedelta(days=305),
            FeeTerms(FeeForm.RATE, rate_ppm=180_000), ContractTerms(), at=at,
        )  # fmt: skip
    with act_as(cast["compliance"]):
        decide(asked, approve=True, actor=cast["compliance"].user, at=at)
    with act_as(cast["manager"]):
        actions.publish(at)


def place_late(cast: Cast) -> None:
    """The latest cases go to the agency; its manager shares half of them out to its agent."""
    from django.utils import timezone

    from huilong.rooms.agencies import actions, queries
    from huilong.rooms.cases.actions import assign
    from huilong.rooms.cases.queries import numbers_found
    from huilong.rooms.cases.terms import CaseFilter, DutyKind, Holder
    from huilong.rooms.people.queries import colleagues
    from huilong.rooms.people.terms import Role

    firm, at = cast["agency_manager"].organisation, timezone.now()
    on = timezone.localdate(at)
    with act_as(cast["manager"]):
        found = numbers_found(CaseFilter(), most=100_000)
        late = numbers_found(CaseFilter(least_days=120), most=len(found) // 6 or 1)
        good = queries.placeable(late, on).placeable
        if not good:
            return
        (contract,) = queries.contracts_of(firm)
        actions.place(good, firm, contract.id, batch="DEMO-1", tier=1, entry_on=on,
                      exit_on=on + timedelta(days=DAYS), strata={}, at=at)  # fmt: skip
    with act_as(cast["agency_manager"]):
        agent = next(one for one in colleagues([Role.AGENCY_AGENT]) if one.organisation == firm)
        assign(good[1::2], Holder(firm, agent.team, agent.id), DutyKind.COLLECT, actor=cast["agency_manager"].actor,
               at=timezone.now())  # fmt: skip
