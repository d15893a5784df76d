"""Laws of tenders held against whatever bids come: strata, seals, scores, splits, the draw."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies.terms import FeeForm, FeeTerms, FeeTier
from huilong.rooms.tenders.rules.award import best_split
from huilong.rooms.tenders.rules.bids import bid_of, bid_told, check_all, rate_of
from huilong.rooms.tenders.rules.bound import Prices, relaxed, split_by_prices
from huilong.rooms.tenders.rules.draw import draw
from huilong.rooms.tenders.rules.evaluation import NEUTRAL, evaluate
from huilong.rooms.tenders.rules.expected import expected
from huilong.rooms.tenders.rules.problem import problem_of
from huilong.rooms.tenders.rules.sealing import canonical, commitment_of, read, seal, unseal
from huilong.rooms.tenders.rules.splits import greedy, proportional
from huilong.rooms.tenders.rules.strata import FLOOR, stratify
from huilong.rooms.tenders.rules.told import WEIGHTS, plan_of_told, plan_told, rules_of, rules_told
from huilong.rooms.tenders.terms import Bid, BidFault, BidLine, CaseFacts, Criterion, Standing, TenderRules

REGIONS = ("华东", "华北", "西南")
RULES = TenderRules(WEIGHTS, pass_points=0, sample=3)
cases = st.builds(
    CaseFacts, st.integers(0, 10**9).map("C{:010d}".format), st.integers(1, 4), st.integers(1, 20_000_000),
    st.integers(1, 200), st.sampled_from(REGIONS),
)  # fmt: skip
batches = st.lists(cases, min_size=FLOOR, max_size=120, unique_by=lambda one: one.number)


@given(batches)
def test_no_stratum_points_at_a_person_and_no_case_is_lost(batch):
    strata, of_case = stratify(batch)
    assert min(one.cases for one in strata) >= FLOOR
    assert sum(one.cases for one in strata) == len(batch) == len(of_case)
    assert sum(one.fen for one in strata) == sum(one.fen for one in batch)
    for one in strata:
        mine = [case for case in batch if of_case[case.number] == one.code]
        assert len(mine) == one.cases
        assert {case.bucket for case in mine} == set(one.buckets)
        assert {case.region for case in mine} == set(one.regions)


@given(batches, st.randoms())
def test_the_order_of_cases_changes_no_stratum(batch, chance):
    shuffled = list(batch)
    chance.shuffle(shuffled)
    assert stratify(batch) == stratify(shuffled)


def test_too_few_cases_are_not_put_out_to_tender():
    with pytest.raises(Refusal, match="batch-too-small"):
        stratify([CaseFacts("C1", 1, 1, 1, "华东")])


@st.composite
def tenders(draw_):
    """Strata and bids for them."""
    strata, _of_case = stratify(draw_(batches))
    strata = tuple(expected(one, {}) for one in strata)
    bids = {}
    for firm in range(1, draw_(st.integers(2, 6)) + 1):
        fee = FeeTerms(FeeForm.RATE, rate_ppm=draw_(st.integers(10_000, 390_000)))
        lines = tuple(
            BidLine(one.code, draw_(st.integers(1, one.cases))) for one in strata if draw_(st.booleans())
        ) or (BidLine(strata[0].code, 1),)
        bids[firm] = Bid("T", firm, fee, lines, draw_(st.integers(1, 120)), "declared")
    known = {
        firm: Standing(firm, draw_(st.none() | st.integers(500_000, 1_500_000)), None,
                       draw_(st.none() | st.integers(0, 5_000)), draw_(st.none() | st.integers(0, 3)),
                       tuple(draw_(st.lists(st.sampled_from(REGIONS), unique=True))))
        for firm in bids
    }  # fmt: skip
    return strata, bids, known


def scores_of(strata, bids, known, rules=RULES):
    checked = check_all(bids, strata, rules, known)
    return evaluate(checked, strata, rules, known, {}, {firm: str(firm) for firm in bids})


@given(tenders(), st.data())
def test_a_better_price_never_lowers_a_score(made, data):
    strata, bids, known = made
    firm = data.draw(st.sampled_from(sorted(bids)))
    cheaper = data.draw(st.integers(5_000, bids[firm].fee.rate_ppm)) if bids[firm].fee.rate_ppm > 5_000 else 5_000
    better = bids | {firm: replace(bids[firm], fee=FeeTerms(FeeForm.RATE, rate_ppm=cheaper))}
    before = {one.firm: one for one in scores_of(strata, bids, known)}
    after = {one.firm: one for one in scores_of(strata, better, known)}
    assert after[firm].total >= before[firm].total
    assert after[firm].rank <= before[firm].rank


@given(tenders(), st.randoms())
def test_the_order_of_bids_changes_no_score(made, chance):
    strata, bids, known = made
    order = list(bids)
    chance.shuffle(order)
    assert scores_of(strata, bids, known) == scores_of(strata, {firm: bids[firm] for firm in order}, known)


@given(tenders())
def test_every_score_adds_up_from_its_lines(made):
    for one in scores_of(*made):
        weighed = sum(line.weight * line.points for line in one.lines)
        assert one.total == weighed // sum(line.weight for line in one.lines)
        assert all(0 <= line.points <= 100_000 for line in one.lines)
        assert all(line.points == NEUTRAL for line in one.lines if line.neutral)


def test_what_is_not_known_is_given_half_marks_and_says_so():
    strata, _cases = stratify([CaseFacts(f"C{n}", 1, 100, 10, "华东") for n in range(20)])
    bid = Bid("T", 1, FeeTerms(FeeForm.RATE, rate_ppm=100_000), (BidLine("S01", 20),), 20)
    one = scores_of(strata, {1: bid}, {})[0]
    assert {line.criterion for line in one.lines if line.neutral} == {
        Criterion.PERFORMANCE, Criterion.LOCALITY, Criterion.COMPLIANCE,
    }  # fmt: skip


@settings(max_examples=60)
@given(tenders(), st.integers(100_000, 1_000_000), st.integers(0, 5), st.integers(0, 3))
def test_a_split_keeps_every_limit_and_no_simple_way_is_worth_more(made, share, sample, winners):
    strata, bids, known = made
    rules = replace(RULES, concentration_ppm=share, sample=sample, winners_most=winners)
    problem = problem_of(scores_of(strata, bids, known, rules), bids, strata, rules, known)
    try:
        split, plan = best_split(problem)
    except Refusal as refusal:
        assert refusal.code == "award-impossible"
        return
    assert problem.broken(split) == []
    assert plan.value_fen == problem.worth(split) <= plan.bound_fen
    assert plan_of_told(plan_told(plan)) == plan
    for other in (greedy(problem), proportional(problem, dict.fromkeys(bids, 1))):
        if not problem.broken(other):
            assert problem.worth(other) <= plan.bound_fen
    assert problem.worth(greedy(problem)) <= plan.value_fen or problem.broken(greedy(problem))


@given(tenders(), st.data())
def test_any_prices_prove_a_bound_that_no_split_exceeds(made, data):
    strata, bids, known = made
    problem = problem_of(scores_of(strata, bids, known), bids, strata, RULES, known)
    firms = len(problem.firms)
    paid = st.lists(st.floats(0, 1e6), min_size=firms, max_size=firms).map(np.array)
    bound, _split = relaxed(problem, Prices(data.draw(paid), data.draw(paid) / 1e6))
    for split in (greedy(problem), split_by_prices(problem, 30)[0]):
        if not problem.broken(split):
            assert problem.worth(split) <= bound + 1e-3


@given(st.dictionaries(st.sampled_from(["S01", "S02"]), st.integers(5, 30), min_size=1), st.text(max_size=8))
def test_the_draw_deals_each_case_once_and_as_many_as_were_split(sizes, seed):
    held = {code: [f"{code}-{n}" for n in range(size)] for code, size in sizes.items()}
    split = {(code, firm): size // 3 for code, size in sizes.items() for firm in (1, 2)}
    dealt = draw(seed, held, split)
    for (code, firm), n in split.items():
        assert sum(1 for case, who in dealt.items() if who == firm and case in held[code]) == n
    assert dealt == draw(seed, {code: list(reversed(cases)) for code, cases in held.items()}, split)


plain = st.recursive(
    st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4), max_leaves=12,
)  # fmt: skip


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), plain, max_size=5),
       st.binary(min_size=32, max_size=32), st.binary(min_size=12, max_size=12))  # fmt: skip
def test_what_is_sealed_opens_as_it_was_and_only_with_its_key(told, key, nonce):
    content = canonical({"a": "z", **told})
    sealed = seal(content, key, nonce)
    assert unseal(sealed, key) == content
    assert sealed.commitment == commitment_of(content)
    with pytest.raises(Refusal, match="seal-key"):
        unseal(sealed, bytes(32) if key != bytes(32) else b"1" * 32)
    with pytest.raises(Refusal, match="seal-key"):
        unseal(replace(sealed, commitment="0" * 64), key)


@pytest.mark.parametrize("told", [{"a": 1.5}, {"a": None}, {"a": [{"b": 0.1}]}])
def test_numbers_with_a_point_have_no_one_way_to_be_written_and_are_refused(told):
    with pytest.raises(Refusal, match="bid-form"):
        canonical(told)


@pytest.mark.parametrize("content", [
    b"[]", b"{}", b'{"b":1,"a":2}', b'{"form":"huilong-bid-1","salt":"abcd"}', b"\xff",
    b'{"form":"huilong-bid-1", "salt":"' + b"a" * 64 + b'"}',
])  # fmt: skip
def test_a_bid_in_another_form_or_without_enough_salt_is_not_read(content):
    with pytest.raises(Refusal, match="bid-form"):
        read(content)


def test_a_bid_reads_as_it_was_written():
    fee = FeeTerms(FeeForm.BY_AGE, tiers=(FeeTier(0, 100_000), FeeTier(90, 200_000)), cap_ppm=150_000)
    bid = Bid("T", 3, fee, (BidLine("S01", 4),), 9, "why")
    assert bid_of(read(canonical(bid_told(bid, "ab" * 32)))) == bid
    assert [rate_of(fee, days) for days in (0, 89, 90)] == [100_000, 100_000, 150_000]


def test_rules_read_as_they_were_written():
    assert rules_of(rules_told(RULES)) == RULES


@pytest.mark.parametrize(("change", "fault"), [
    ({"fee": FeeTerms(FeeForm.RATE, rate_ppm=900_000)}, BidFault.ABOVE_CEILING),
    ({"fee": FeeTerms(FeeForm.PER_VISIT, each_fen=100)}, BidFault.FEE_FORM),
    ({"lines": (BidLine("S99", 1),)}, BidFault.UNKNOWN_STRATUM),
    ({"lines": ()}, BidFault.NOTHING_ASKED),
    ({"capacity": 10_000}, BidFault.CAPACITY),
    ({"fee": FeeTerms(FeeForm.RATE, rate_ppm=50_000)}, BidFault.LOW_PRICE),
])  # fmt: skip
def test_a_bid_outside_what_was_published_does_not_count(change, fault):
    strata, _cases = stratify([CaseFacts(f"C{n}", 1, 100, 10, "华东") for n in range(20)])
    plain_bid = Bid("T", 1, FeeTerms(FeeForm.RATE, rate_ppm=180_000), (BidLine("S01", 20),), 20)
    bids = {1: replace(plain_bid, **change), **{n: replace(plain_bid, firm=n) for n in (2, 3, 4)}}
    checked = check_all(bids, strata, RULES, {1: Standing(1, free_cases=500)})
    assert fault in checked[1].faults
    assert all(not checked[n].faults for n in (2, 3, 4))


def test_a_low_price_explained_counts():
    strata, _cases = stratify([CaseFacts(f"C{n}", 1, 100, 10, "华东") for n in range(20)])
    plain_bid = Bid("T", 1, FeeTerms(FeeForm.RATE, rate_ppm=180_000), (BidLine("S01", 20),), 20)
    cheap = replace(plain_bid, fee=FeeTerms(FeeForm.RATE, rate_ppm=50_000), explanation="own people in each town")
    bids = {1: cheap, **{n: replace(plain_bid, firm=n) for n in (2, 3, 4)}}
    assert check_all(bids, strata, RULES, {})[1].faults == ()
