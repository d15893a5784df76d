"""Dealing cases out (派案): one by one at prices that follow what each has had so far; and the simple ways beside it.

Every way keeps the same hard limits: who is able, minutes, number of cases. Plain loops over arrays, compiled by
whoever runs them over the book.
"""

from huilong.rooms.performance.rules.problem import COUNT, FIRST_BUCKET, MINUTES, NOBODY, RECOVERY, Ints, Reals


def deal(
    order: Ints, recovery: Ints, profile: Ints, holder: Ints, bonus: Ints, minutes: Ints, bucket: Ints, lift: Reals,
    start: Ints, able: Ints, grade: Ints, room: Ints, price: Reals, push: Reals, aim: Reals, to: Ints, load: Ints,
) -> None:  # fmt: skip
    """Give the cases in `order` to whoever leaves most after prices and has room; fills `to` and `load`.

    A price rises with each case by `push` for as much of `aim` as was had, and falls with the part of cases dealt: so
    that loads grow evenly towards what the best prices ask of everybody.
    """
    for turn in range(order.shape[0]):
        i = order[turn]
        p, gone = profile[i], (turn + 1.0) / order.shape[0]
        b, need = FIRST_BUCKET + bucket[p], minutes[p]
        best, chosen = 0.0, NOBODY
        for e in range(start[p], start[p + 1]):
            j = able[e]
            if load[j, MINUTES] + need > room[j, MINUTES] or load[j, COUNT] >= room[j, COUNT]:
                continue
            dear = price[j, RECOVERY] + push[RECOVERY] * (load[j, RECOVERY] * aim[j, RECOVERY] - gone)
            left = recovery[i] * (lift[bucket[p], grade[j]] - dear)
            left -= need * (price[j, MINUTES] + push[MINUTES] * (load[j, MINUTES] * aim[j, MINUTES] - gone))
            left -= price[j, COUNT] + push[COUNT] * (load[j, COUNT] * aim[j, COUNT] - gone)
            left -= price[j, b] + push[b] * (load[j, b] * aim[j, b] - gone)
            if j == holder[i]:
                left += bonus[i]
            if chosen == NOBODY or left > best:
                best, chosen = left, j
        if chosen != NOBODY:
            to[i] = chosen
            load[chosen, MINUTES] += need
            load[chosen, COUNT] += 1
            load[chosen, RECOVERY] += recovery[i]
            load[chosen, b] += 1


def better(
    order: Ints, recovery: Ints, profile: Ints, holder: Ints, bonus: Ints, minutes: Ints, bucket: Ints, lift: Reals,
    start: Ints, able: Ints, grade: Ints, most: Ints, least: Ints, price: Reals, to: Ints, load: Ints,
) -> int:  # fmt: skip
    """Move single cases to where they bring more, what lies outside fair shares counted; how many moved (改进)."""
    moved = 0
    for turn in range(order.shape[0]):
        i = order[turn]
        p, now = profile[i], to[i]
        b, need, fen = FIRST_BUCKET + bucket[p], minutes[p], recovery[i]
        stays = 0.0
        if now != NOBODY:
            stays = fen * lift[bucket[p], grade[now]] + (bonus[i] if now == holder[i] else 0)
            for c, more in ((RECOVERY, fen), (b, 1)):
                stays += _dearer(load[now, c] - more, more, most[now, c], least[now, c], price[now, c])
        best, chosen = stays + 1.0, NOBODY
        for e in range(start[p], start[p + 1]):
            j = able[e]
            if j == now or load[j, MINUTES] + need > most[j, MINUTES] or load[j, COUNT] >= most[j, COUNT]:
                continue
            comes = fen * lift[bucket[p], grade[j]] + (bonus[i] if j == holder[i] else 0)
            if comes <= best - fen * price[j, RECOVERY] - price[j, b]:
                continue
            for c, more in ((RECOVERY, fen), (b, 1)):
                comes += _dearer(load[j, c], more, most[j, c], least[j, c], price[j, c])
            if comes > best:
                best, chosen = comes, j
        if chosen != NOBODY:
            moved += 1
            to[i] = chosen
            for j, sign in ((now, -1), (chosen, 1)):
                if j != NOBODY:
                    load[j, MINUTES] += sign * need
                    load[j, COUNT] += sign
                    load[j, RECOVERY] += sign * fen
                    load[j, b] += sign
    return moved


def _dearer(before: int, more: int, most: int, least: int, price: float) -> float:
    """What one more lot spares (above zero) or costs (below) in what lies outside a fair share."""
    outside = max(0, before - most) + max(0, least - before)
    after = max(0, before + more - most) + max(0, least - before - more)
    return (outside - after) * price


def round_robin(
    order: Ints, profile: Ints, minutes: Ints, start: Ints, able: Ints, room: Ints, to: Ints, load: Ints, seat: Ints
) -> None:
    """Deal the cases of each profile in turn to all who are able and have room (轮流分派); `seat`: whose turn."""
    for turn in range(order.shape[0]):
        i = order[turn]
        p = profile[i]
        count = start[p + 1] - start[p]
        for step in range(count):
            place = (seat[p] + step) % count
            j = able[start[p] + place]
            if load[j, MINUTES] + minutes[p] <= room[j, MINUTES] and load[j, COUNT] < room[j, COUNT]:
                to[i] = j
                load[j, MINUTES] += minutes[p]
                load[j, COUNT] += 1
                seat[p] = place + 1
                break


def greedy(
    order: Ints, recovery: Ints, profile: Ints, holder: Ints, bonus: Ints, minutes: Ints, bucket: Ints, lift: Reals,
    start: Ints, able: Ints, grade: Ints, most: Ints, to: Ints, load: Ints,
) -> None:  # fmt: skip
    """Give each case in `order` to whoever brings most of it, of those with room and within their fair share (贪心).

    Where everybody's share is full, to whoever has room.
    """
    for turn in range(order.shape[0]):
        i = order[turn]
        p = profile[i]
        b, need = FIRST_BUCKET + bucket[p], minutes[p]
        best, chosen, fits = -1.0, NOBODY, False
        for e in range(start[p], start[p + 1]):
            j = able[e]
            if load[j, MINUTES] + need > most[j, MINUTES] or load[j, COUNT] >= most[j, COUNT]:
                continue
            fair = load[j, RECOVERY] + recovery[i] <= most[j, RECOVERY] and load[j, b] < most[j, b]
            value = recovery[i] * lift[bucket[p], grade[j]] + (bonus[i] if j == holder[i] else 0)
            if (fair and not fits) or (fair == fits and value > best):
                best, chosen, fits = value, j, fair
        if chosen != NOBODY:
            to[i] = chosen
            load[chosen, MINUTES] += need
            load[chosen, COUNT] += 1
            load[chosen, RECOVERY] += recovery[i]
            load[chosen, b] += 1
