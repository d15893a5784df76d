"""An offer worked out on the book (方案测算), and what the law says to it before anybody asks for it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from huilong.kernel.money import yuan
from huilong.rooms.book import queries as book
from huilong.rooms.book.rules.position import position
from huilong.rooms.book.terms import LoanFacts, Position
from huilong.rooms.compliance.queries import ask, lender
from huilong.rooms.compliance.terms import Act, Fact, Verdict
from huilong.rooms.people.terms import Role
from huilong.rooms.relief.queries.authority import authority
from huilong.rooms.relief.rules.authority import at_least_one, chain, size_of
from huilong.rooms.relief.rules.proposal import propose
from huilong.rooms.relief.terms import LawSays, Proposal, ReliefKind, Size, Terms

NEW_SCHEDULES = (ReliefKind.EXTENSION, ReliefKind.FLEXIBLE_PLAN)


@dataclass(frozen=True)
class WorkedOut:
    """An offer worked out on a loan of the book (测算结果)."""

    proposal: Proposal
    facts: LoanFacts
    before: Position
    size: Size
    lent_on: date | None
    lent_fen: int | None

    def way(self, role: Role, law: LawSays | None = None) -> tuple[Role, ...]:
        """Who must agree to it when `role` asks; a second person at least where the law asks for approval."""
        found = chain(authority(), self.size, role, self.proposal.on)
        return at_least_one(found, role) if law is not None and law.verdict is Verdict.NEEDS_APPROVAL else found


def work_out(loan_id: str, terms: Terms, on: date) -> WorkedOut:
    """What an offer on these terms comes to on `on`, by all the book knows (测算). Raises Refusal `relief-…`."""
    facts, loan = book.loan_facts(loan_id), book.loan(loan_id)
    contract = book.contract()
    proposal = propose(facts, contract, terms, on, loan["disbursed_on"])
    before = position(facts, contract, on)
    return WorkedOut(proposal, facts, before, size_of(proposal, before), loan["disbursed_on"], loan["principal"])


def law_facts(made: WorkedOut, loans: int) -> tuple[str, dict[str, Fact]] | None:
    """The act of the rulebook closest to an offer, and what is known of it; None: no rule speaks of it.

    A new schedule accrues interest: all-in rate over the loan's life, on no more than was lent, without a charge that
    was not agreed and without penalty of its own. A settlement applies payments. A waiver only gives up.
    """
    kind = made.proposal.terms.kind
    if kind in NEW_SCHEDULES:
        return "interest.accrue", _of_new_schedule(made)
    if kind is ReliefKind.SETTLEMENT:
        source = "settlement terms"
        return "payment.apply", {
            "applied_order": Fact(["costs", "interest", "principal"], source), "agreed_order": Fact(True, source),
            "several_debts": Fact(loans > 1, "case"), "debtor_designated": Fact(True, source),
            "source": Fact("debtor", source),
        }  # fmt: skip
    return None


def _of_new_schedule(made: WorkedOut) -> dict[str, Fact]:
    terms, effect = made.proposal.terms, made.proposal.effect
    told: dict[str, tuple[Any, str]] = {
        "penalty_multiplier": (Decimal(0), "new schedule"), "loan_misused": (False, "the stricter bound"),
    }  # fmt: skip
    if effect.rate_ppm is not None:
        told["annualised_total_rate"] = (Decimal(effect.rate_ppm) / 1_000_000, "new schedule")
    if made.lent_fen:
        told["net_disbursed"] = (Decimal(yuan(made.lent_fen)), "book")
        told["principal_base"] = (Decimal(yuan(effect.after.principal)), "new schedule")
    if made.lent_on:
        told["contract_date"] = (made.lent_on.isoformat(), "book")
    if terms.agreed_interest == 0:
        told["charge_item_in_disclosed_table"] = (True, "no charge is added")
    return {name: Fact(value, source) for name, (value, source) in told.items()}


def law_says(made: WorkedOut, loans: int) -> LawSays | None:
    """What the law says to an offer now (法规意见); nothing is stored. None: no rule speaks of it."""
    asked = law_facts(made, loans)
    if asked is None:
        return None
    house, (action, facts) = lender(), asked
    known = {name: fact.value for name, fact in facts.items()}
    act = Act(action, made.proposal.on, house.jurisdiction, house.kind, house.product, house.adopted, None, known)
    answer = ask(act)
    lines = tuple(
        (one.rule.id, one.rule.clause, one.rule.says)
        for one in answer.evaluated
        if one.rule.id in answer.deciding
    )
    return LawSays(action, answer.verdict, lines)
