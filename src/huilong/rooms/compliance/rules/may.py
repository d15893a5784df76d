"""May we? (可否): what every applicable rule says to an act, and what follows from all of them.

Of all verdicts the strictest decides: block, needs approval, warn, allow. A fact that a rule needs and nobody gave
never allows. Which rules apply is a matter of the act's day; rules on rates go by the day of the contract.
"""

from datetime import date
from functools import lru_cache

from huilong.rooms.compliance.terms import UNKNOWN, Act, Answer, Judged, Rule, Rulebook, Verdict

STRICTER = (Verdict.ALLOW, Verdict.WARN, Verdict.NEEDS_APPROVAL, Verdict.BLOCK)
"""Verdicts from the mildest to the strictest."""
RANK = {verdict: place for place, verdict in enumerate(STRICTER)}
MILD = (Verdict.ALLOW, Verdict.WARN)
"""Verdicts with which an act may be done by whoever asks."""
CONTRACT = "contract_date"


def may(act: Act, book: Rulebook) -> Answer:
    """The answer to an act: deterministic, from the act and the rulebook alone."""
    judged = tuple([judge(rule, act) for rule in covering(act, book)])
    if not judged:
        return Answer(Verdict.NOT_APPLICABLE if act.rule else Verdict.ALLOW, (), (), ())
    strictest = max(judged, key=lambda one: RANK[one.verdict]).verdict
    deciding = () if strictest is Verdict.ALLOW else tuple(one.rule.id for one in judged if one.verdict is strictest)
    missing = tuple(sorted({name for one in judged for name in one.missing}))
    return Answer(strictest, deciding, judged, missing)


def covering(act: Act, book: Rulebook) -> tuple[Rule, ...]:
    """The rules that cover an act: the same for all acts of a kind and day, so found once."""
    return _covering(book, act.action, act.on, act.jurisdiction, act.lender_type, act.product, act.adopted, act.rule,
                     act.facts.get(CONTRACT))  # fmt: skip


@lru_cache(maxsize=4096)
def _covering(book: Rulebook, action: str, on: date, jurisdiction: str, lender_type: str | None, product: str | None,
              adopted: tuple[str, ...] | None, rule: str | None, contract: str | None) -> tuple[Rule, ...]:  # fmt: skip
    facts = {} if contract is None else {CONTRACT: contract}
    act = Act(action, on, jurisdiction, lender_type, product, adopted, rule, facts)
    return tuple(one for one in book.by_action.get(action, ()) if applies(one, act))


def applies(rule: Rule, act: Act) -> bool:
    """Whether a rule covers an act: the action, place, lender, product and day, and adopted where that is needed."""
    return (
        (act.rule is None or act.rule == rule.id)
        and act.action in rule.actions
        and act.jurisdiction == rule.jurisdiction
        and _among(act.lender_type, rule.lender_types)
        and _among(act.product, rule.products)
        and _in_force(rule, act)
        and _followed(rule, act)
    )


def judge(rule: Rule, act: Act) -> Judged:
    """What one applicable rule says."""
    breached = rule.breach(act.facts)
    if breached is UNKNOWN:
        return Judged(rule, rule.on_missing, tuple(sorted(rule.reads - act.facts.keys())))
    return Judged(rule, rule.on_breach if breached else Verdict.ALLOW)


def strictest(act: Act, book: Rulebook) -> Verdict:
    """The verdict alone, for lights over the whole book: as `may`, without what a screen explains."""
    worst = 0
    for rule in covering(act, book):
        breached = rule.breach(act.facts)
        if breached is False:
            continue
        worst = max(worst, RANK[rule.on_missing if breached is UNKNOWN else rule.on_breach])
    return STRICTER[worst]


def named(name: str, book: Rulebook) -> tuple[str, ...]:
    """The rules that need adoption and are followed by whoever follows `name`: all (`*`), a rule, an instrument.

    An instrument is named by its key, by its title or by a part of it of at least three letters (`GB/T 45251-2025`);
    a rule that several instruments carry is followed with any of them. Empty when nothing has this name.
    """
    if name == "*":
        return (name,)
    plain = _plain(name)
    return tuple(rule.id for rule in book.rules if rule.needs_adoption and _is_named(plain, rule))


def _is_named(plain: str, rule: Rule) -> bool:
    if plain in (_plain(rule.id), _plain(rule.instrument.key)):
        return True
    return len(plain) >= 3 and any(plain in _plain(text) for text in (*rule.instrument.names, rule.cited))


def _plain(text: str) -> str:
    return "".join(text.casefold().split())


def _among(asked: str | None, covered: frozenset[str]) -> bool:
    return asked is None or not covered or "any" in covered or asked in covered


def _in_force(rule: Rule, act: Act) -> bool:
    """By the day of the act, or of the contract unless the condition itself asks for it.

    A contract whose day is unknown is covered by every version.
    """
    day = act.on
    if rule.anchor == CONTRACT and CONTRACT not in rule.reads:
        told = act.facts.get(CONTRACT)
        if told is None:
            return True
        day = date.fromisoformat(told)
    return rule.starts <= day and (rule.ends is None or day <= rule.ends)


def _followed(rule: Rule, act: Act) -> bool:
    if not rule.needs_adoption:
        return True
    if act.adopted is None:
        return rule.enabled
    names = {"*", rule.id, rule.instrument.key, rule.instrument.title}
    return not names.isdisjoint(act.adopted)
