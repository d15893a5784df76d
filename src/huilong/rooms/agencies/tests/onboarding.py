"""A firm as it is when cases can be placed with it (机构测试的准备): papers, two who agree, a contract, the list."""

from datetime import date, datetime, timedelta

from huilong.kernel.acting import Acting, act_as
from huilong.rooms.agencies import actions
from huilong.rooms.agencies.terms import ContractTerms, FeeForm, FeeTerms, FirmPaper, StepReason
from huilong.rooms.people import actions as people
from huilong.rooms.people.models import Approval, User

FEE = FeeTerms(FeeForm.RATE, rate_ppm=180_000)
PAPERS = tuple(one for one in FirmPaper if one is not FirmPaper.REVIEW)


def enter(firm: int, boss: User, at: datetime, *, code: str = "91310000TEST0001X", days: int = 300) -> None:
    """The firm on the register with all its papers, in force from a month ago for `days` more; nobody agreed yet."""
    on = at.date()
    with act_as(Acting(boss.pk, boss.organisation_id, boss.role)):
        actions.enter(firm, credit_code=code, contact="400-800-1234", address="上海市", at=at)
        for kind in PAPERS:
            actions.note_paper(firm, kind, number=f"{kind}-1", from_on=on - timedelta(days=30),
                               to_on=on + timedelta(days=days), at=at)  # fmt: skip


def onboard(
    firm: int, boss: User, second: User, at: datetime, *, code: str = "91310000TEST0001X", days: int = 300,
    terms: ContractTerms | None = None,
) -> int:  # fmt: skip
    """The firm approved by two, under a contract of a year, on the published list; the contract's key."""
    enter(firm, boss, at, code=code, days=days)
    on: date = at.date()
    with act_as(Acting(boss.pk, boss.organisation_id, boss.role)):
        actions.ask_to_approve(firm, StepReason.CHECKED, at=at)
        contract = actions.sign_contract(
            firm, f"HT-{code}", on - timedelta(days=1), on + timedelta(days=365), FEE, terms or ContractTerms(), at=at
        )
    with act_as(Acting(second.pk, second.organisation_id, second.role)):
        waiting = Approval.objects.get(kind="firm", subject=f"firm:{firm}", state="waiting")
        people.decide(waiting.pk, approve=True, actor=second.pk, at=at)
    with act_as(Acting(boss.pk, boss.organisation_id, boss.role)):
        actions.publish(at)
    return contract
