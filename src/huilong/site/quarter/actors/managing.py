"""The manager (资产经理): lets agencies in, places cases with them, runs a tender each month, takes cases back."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from huilong.rooms.agencies import actions as agencies
from huilong.rooms.agencies import queries as firms
from huilong.rooms.agencies.terms import ContractTerms, EndReason, FeeForm, FeeTerms, FirmPaper, StepReason
from huilong.rooms.cases.queries import numbers_found
from huilong.rooms.cases.terms import CaseFilter
from huilong.rooms.people.actions import decide
from huilong.rooms.people.models import Approval
from huilong.rooms.tenders import actions as tenders
from huilong.rooms.tenders import queries as offered
from huilong.rooms.tenders.rules.told import rules_of
from huilong.rooms.tenders.terms import TenderStage
from huilong.site.quarter.cast import AGENCIES
from huilong.site.quarter.world import Deed, World

ME, SECOND = "manager", "compliance"
FEE = FeeTerms(FeeForm.RATE, rate_ppm=180_000)
PAPERS = tuple(one for one in FirmPaper if one is not FirmPaper.REVIEW)
LEAST_DAYS, SHARE, DAYS = 46, 3, 40
"""Placed without a tender: of the cases this late every third, for so many days."""
EARLY_DAYS = 3
"""Cases this late, and not yet so late as to be placed, are put out to tender: enough of them for honest strata."""
ROUND = 30
"""A tender begins on the second day, and every so many days after that."""


def begin(world: World) -> None:
    """Nothing before the first day."""


def deeds(world: World, on: date) -> Iterator[Deed]:
    """By the day of the quarter; on Thursdays some cases come back."""
    day = (on - world.first).days
    if day == 0:
        yield Deed(world.at(on, 8, 30), ME, partial(let_in, world))
    if day % ROUND == 0:
        yield Deed(world.at(on, 8, 50), ME, partial(place, world))
    if day % ROUND == 1:
        yield Deed(world.at(on, 10), ME, partial(publish, world))
        yield Deed(world.at(on, 11, 20), ME, partial(answer, world))
    if day % ROUND == 2:
        yield Deed(world.at(on, 13), ME, partial(award, world))
    if on.weekday() == 3:
        yield Deed(world.at(on, 17, 20), ME, partial(take_back, world))


def let_in(world: World, at: datetime) -> None:
    """Every agency's papers, a contract, a second person's consent, the list."""
    on = at.date()
    for n in range(1, len(AGENCIES) + 1):
        firm = world.cast[f"agency{n}_manager"].organisation
        world.act(ME, "firm.entered", partial(_enter, firm, n, on, at))
        world.memory[f"contract.{firm}"] = world.act(ME, "contract.signed", partial(
            agencies.sign_contract, firm, f"HT-{n}", on, on + timedelta(days=365), FEE, ContractTerms(), at=at
        ))  # fmt: skip
        world.act(ME, "firm.asked", partial(agencies.ask_to_approve, firm, StepReason.CHECKED, at=at))
    agree(world, "firm", at)
    world.act(ME, "list.published", partial(agencies.publish, at))


def _enter(firm: int, n: int, on: date, at: datetime) -> bool:
    agencies.enter(firm, credit_code=f"91310000SIM000{n}X", contact="400-800-1234", address="模拟市", at=at)
    for kind in PAPERS:
        agencies.note_paper(firm, kind, number=f"{kind}-{n}", from_on=on - timedelta(days=30),
                            to_on=on + timedelta(days=300), at=at)  # fmt: skip
    return True


def agree(world: World, kind: str, at: datetime, by: str = SECOND) -> None:
    """The second person agrees to everything of a kind that waits."""
    me = world.cast[by]
    with world.being(by):
        waiting = list(Approval.objects.filter(kind=kind, state="waiting").values_list("pk", flat=True))
    for key in waiting:
        world.act(by, f"{kind}.agreed", partial(_agreed, key, me.user, at))


def _agreed(key: int, user: int, at: datetime) -> bool:
    decide(key, approve=True, actor=user, at=at)
    return True


def place(world: World, at: datetime) -> None:
    """Place some of the later cases with the first two agencies, directly."""
    on = at.date()
    with world.being(ME):
        found = numbers_found(CaseFilter(least_days=LEAST_DAYS), most=500)
        free = sorted(firms.placeable(found, on).placeable)
    for n, tier in ((1, 1), (2, 2)):
        firm = world.cast[f"agency{n}_manager"].organisation
        share = [number for number in free if world.luck.whole(1, SHARE * 2, "placed", number, on) == n]
        contract = world.memory[f"contract.{firm}"]
        if share and contract:
            world.act(ME, "batch.placed", partial(
                agencies.place, share, firm, contract, batch=f"M-{on:%y%m%d}-{n}", tier=tier, entry_on=on,
                exit_on=on + timedelta(days=DAYS - 1), strata={}, at=at,
            ))  # fmt: skip
            world.tally.figures["cases_placed"] += len(share)


def publish(world: World, at: datetime) -> None:
    """Put cases out to tender: questions until noon, bids under seal until four, opened by the next noon."""
    on, me = at.date(), world.cast[ME]
    bidders = [world.cast[f"agency{n}_manager"].organisation for n in range(1, len(AGENCIES) + 1)]
    number = world.act(ME, "tender.made", partial(
        tenders.make_tender, CaseFilter(least_days=EARLY_DAYS, most_days=LEAST_DAYS - 1), f"{on:%Y年%m月}委外",
        rules_of({"concentration_ppm": 600_000, "sample": 1, "pass_points": 20_000}), entry_on=on + timedelta(days=2),
        exit_on=on + timedelta(days=DAYS), tier=1, user=me.user, at=at,
    ))  # fmt: skip
    if number is None:
        return
    world.memory["tender"] = number
    world.act(ME, "tender.published", partial(
        _published, number, bidders, world.at(on, 12), world.at(on, 16), world.at(on + timedelta(days=1), 12), at
    ))  # fmt: skip


def _published(
    number: str, bidders: list[int], questions: datetime, closes: datetime, reveals: datetime, at: datetime
) -> bool:
    tenders.publish(number, bidders, questions_until=questions, closes_at=closes, reveals_until=reveals, at=at)
    return True


def answer(world: World, at: datetime) -> None:
    """Answer every question, to all."""
    number = world.memory.get("tender")
    if number is None:
        return
    with world.being(ME):
        waiting = [one for one in offered.questions_of(offered.tender_row(number, at).id) if not one.answer]
    for one in waiting:
        world.act(ME, "tender.answered", partial(_answered, number, one.id, at))


def _answered(number: str, question: int, at: datetime) -> bool:
    tenders.answer(number, question, "见资料室。", at)
    return True


def award(world: World, at: datetime) -> None:
    """Work the award out, have it agreed to, and place what each won."""
    number = world.memory.pop("tender", None)
    if number is None or world.act(ME, "tender.proposed", partial(tenders.propose, number, at)) is None:
        return
    at = world.later(at, 30)
    agree(world, "award", at)
    with world.being(ME):
        tender = offered.tender_row(number, at)
        if tender.stage is not TenderStage.AWARDED:
            return
        kept = offered.award_of(tender.id)
        winners = [one.organisation_id for one in offered.outcomes_of(kept.id) if one.cases] if kept else []
    for firm in winners:
        placed = world.act(ME, "tender.placed", partial(tenders.place_winner, number, firm, at))
        world.tally.figures["cases_placed"] += placed or 0


def take_back(world: World, at: datetime) -> None:
    """Take a case back from each agency that has several; let the others stay."""
    with world.being(ME):
        standing = firms.placements(on=at.date())
    for firm in sorted({one.organisation for one in standing}):
        mine = sorted(one.case for one in standing if one.organisation == firm)
        if len(mine) > 2:
            case = world.luck.one_of(mine, "recalled", firm, at.date())
            recalled = world.act(ME, "placement.recalled", partial(
                agencies.recall, [case], EndReason.ELSEWHERE, at
            ))  # fmt: skip
            world.tally.figures["cases_recalled"] += recalled or 0
