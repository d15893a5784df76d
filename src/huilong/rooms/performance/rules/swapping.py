"""Swapping (换案): two cases of one profile change places where that brings more; nobody's minutes or numbers change.

Cases of a profile ask the same of everybody who is able to it, so only amounts and present holders matter. Plain loops
over arrays, compiled by whoever runs them over the book.
"""

from huilong.rooms.performance.rules.problem import NOBODY, RECOVERY, Ints, Reals

TARGETS, TRIES = 6, 4


def swap(
    order: Ints, recovery: Ints, profile: Ints, holder: Ints, bonus: Ints, bucket: Ints, lift: Reals, start: Ints,
    able: Ints, grade: Ints, most: Ints, least: Ints, price: Reals, first: Ints, member: Ints, slot: Ints, to: Ints,
    load: Ints, seed: int,
) -> int:  # fmt: skip
    """Try for each case its present holder, then a few others, against a few of their cases; how many pairs swapped.

    `member[first[p * m + j] : first[p * m + j + 1]]` are the cases of profile p with person j, of m; `slot` says where
    a case stands there. A swap keeps the lists true.
    """
    swapped, people = 0, grade.shape[0]
    for turn in range(order.shape[0]):
        i = order[turn]
        p = profile[i]
        count = start[p + 1] - start[p]
        if to[i] == NOBODY or count < 2:
            continue
        for target in range(TARGETS):
            j = to[i]
            seed = (seed * 1_103_515_245 + 12_345) & 0x7FFFFFFF
            t = able[start[p] + (seed >> 8) % count]
            if target == 0 and holder[i] != NOBODY:
                t = holder[i]
            begin, end = first[p * people + t], first[p * people + t + 1]
            if t == j or begin == end:
                continue
            best, chosen = 1.0, NOBODY
            for _ in range(TRIES):
                seed = (seed * 1_103_515_245 + 12_345) & 0x7FFFFFFF
                k = member[begin + (seed >> 8) % (end - begin)]
                gain = (recovery[i] - recovery[k]) * (lift[bucket[p], grade[t]] - lift[bucket[p], grade[j]])
                gain += (bonus[i] if holder[i] == t else 0) - (bonus[i] if holder[i] == j else 0)
                gain += (bonus[k] if holder[k] == j else 0) - (bonus[k] if holder[k] == t else 0)
                more = recovery[i] - recovery[k]
                gain += _evener(load[t, RECOVERY], more, most[t, RECOVERY], least[t, RECOVERY], price[t, RECOVERY])
                gain += _evener(load[j, RECOVERY], -more, most[j, RECOVERY], least[j, RECOVERY], price[j, RECOVERY])
                if gain > best:
                    best, chosen = gain, k
            if chosen != NOBODY:
                k, more = chosen, recovery[i] - recovery[chosen]
                to[i], to[k] = t, j
                slot[i], slot[k] = slot[k], slot[i]
                member[slot[i]], member[slot[k]] = i, k
                load[t, RECOVERY] += more
                load[j, RECOVERY] -= more
                swapped += 1
    return swapped


def _evener(before: int, more: int, most: int, least: int, price: float) -> float:
    """What a change of a load spares (above zero) or costs (below) in what lies outside a fair share."""
    outside = max(0, before - most) + max(0, least - before)
    after = max(0, before + more - most) + max(0, least - before - more)
    return (outside - after) * price
