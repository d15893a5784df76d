"""Problems of allocation drawn from a seed (分派测试题), small enough to solve whole, and a plain second opinion."""

import numpy as np

from huilong.rooms.performance.rules.problem import NOBODY, PPM, Fairness, Problem

LIFT = np.array([[800, 950, 1050, 1150], [700, 930, 1100, 1260], [600, 860, 1160, 1400]], np.int64) * 1_000


def drawn(cases: int, people: int, seed: int, *, tight: float = 0.8, fairness: Fairness | None = None) -> Problem:
    """Cases of three buckets and six profiles, people of four grades; `tight`: part of all minutes that is asked."""
    draw = np.random.default_rng(seed)
    bucket = np.array([0, 1, 2, 0, 1, 2], np.int64)
    minutes = np.array([3, 6, 9, 5, 8, 11], np.int64)
    profile = draw.integers(0, len(bucket), cases)
    able = draw.random((len(bucket), people)) < 0.7
    able[:, 0] = True
    share = draw.uniform(0.6, 1.4, people)
    room = (share / share.sum() * minutes[profile].sum() / tight).astype(np.int64) + 12
    recovery = np.exp(draw.normal(11, 1, cases)).astype(np.int64) + 1
    holder = np.where(draw.random(cases) < 0.6, draw.integers(0, people, cases), NOBODY)
    bonus = np.where(holder >= 0, recovery * 30 // 1000, 0)
    return Problem(
        recovery, profile, holder, bonus, minutes, bucket, LIFT, able, draw.integers(0, 4, people), room,
        np.full(people, cases * 2 // people + 2), fairness or Fairness(),
    )  # fmt: skip


def keeps_the_room(problem: Problem, to: np.ndarray) -> bool:
    """Whether nobody has more than the room, or a case nobody taught him to work; counted case by case."""
    minutes, count = [0] * problem.people, [0] * problem.people
    for case, person in enumerate(to.tolist()):
        if person == NOBODY:
            continue
        profile = int(problem.profile[case])
        if not problem.able[profile, person]:
            return False
        minutes[person] += int(problem.minutes[profile])
        count[person] += 1
    return all(
        minutes[j] <= problem.room_minutes[j] and count[j] <= problem.room_cases[j] for j in range(problem.people)
    )


def worth_in_words(problem: Problem, to: np.ndarray) -> int:
    """What an assignment brings, in whole fen, counted case by case: the second opinion of `worth_of`."""
    total = 0
    for case, person in enumerate(to.tolist()):
        if person != NOBODY:
            lift = int(problem.lift[problem.bucket[problem.profile[case]], problem.grade[person]])
            total += int(problem.recovery[case]) * lift // PPM
            total += int(problem.bonus[case]) if problem.holder[case] == person else 0
    return total
