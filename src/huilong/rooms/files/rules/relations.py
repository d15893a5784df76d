"""Who of those beside a loan may stand in a borrower's file, and for what (依法可留存的关系人)."""

from collections.abc import Mapping
from dataclasses import dataclass

from huilong.kernel.refusal import Says
from huilong.rooms.vault.terms import PersonRole


@dataclass(frozen=True)
class Relation:
    """What a role is kept for (留存用途); `evidence` whether it is shown only once a paper shows that it owes too."""

    use: Says
    evidence: bool = False


RELATIONS: Mapping[PersonRole, Relation] = {
    PersonRole.BORROWER: Relation(Says("债务人本人。", "Owes.")),
    PersonRole.CO_BORROWER: Relation(Says("共同债务人。", "Owes together with the borrower.")),
    PersonRole.GUARANTOR: Relation(Says("承担担保责任。", "Answers for the debt.")),
    PersonRole.SPOUSE: Relation(
        Says("仅在有共同债务证据时作为债务人。", "Owes only where evidence shows a common debt."), evidence=True
    ),
    PersonRole.CONTACT: Relation(
        Says("仅用于联系借款人,不得透露债务、不得催收。",
             "For finding the borrower only: told nothing, asked for nothing.")
    ),
}
"""Every role the vault keeps. A role that is not here is not shown; no other relative or colleague is kept at all."""


def shown(role: PersonRole, *, common_debt: bool) -> bool:
    """Whether somebody of this role stands in the file (是否展示).

    >>> shown(PersonRole.SPOUSE, common_debt=False), shown(PersonRole.GUARANTOR, common_debt=False)
    (False, True)
    """
    relation = RELATIONS.get(role)
    return relation is not None and (common_debt or not relation.evidence)
