"""Authority (收车授权): no car was taken but under a live authority, or by a claim somebody of compliance looks at."""

from huilong.site.quarter.look import Look


def authority(look: Look) -> list[str]:
    """Every taking had its right; nobody could be sent twice for one car."""
    return [*_takings(look), *_twice(look), *_live_too_long(look)]


def _takings(look: Look) -> list[str]:
    """A taking has an authority of that order, held by whoever took, used while it lived; a claim stands as a claim."""
    return look.each(
        "order {0}: {1} at {2} by {3} without an authority",
        "select s.order_id, s.verb, s.at, s.who from repossession_order_step s where s.verb = 'take' and not exists ("
        " select from repossession_authority a where a.order_id = s.order_id and a.ended = 'used'"
        " and s.who = 'user:' || a.holder and a.issued_at <= s.at and a.expires_at > s.at) order by s.id",
    ) + look.each(
        "order {0} is {1}, though its car was neither taken nor upheld as taken",
        "select o.id, o.state from repossession_order o where o.state in ('taken', 'in_tow', 'stored', 'released',"
        " 'at_sale', 'undone') and not exists (select from repossession_order_step s where s.order_id = o.id"
        " and s.verb in ('take', 'uphold')) order by 1",
    )


def _twice(look: Look) -> list[str]:
    return look.each(
        "{1} live orders on one car: {0}",
        "select array_agg(id), count(*) from repossession_order where state not in ('released', 'at_sale', 'stopped',"
        " 'refused', 'undone') group by vin having count(*) > 1",
    )


def _live_too_long(look: Look) -> list[str]:
    """After the guard's last round of the day no authority lives beyond its end."""
    return look.each(
        "authority {0} of order {1} ran out at {2} and nobody ended it",
        "select id, order_id, expires_at from repossession_authority where ended_at is null and expires_at < %s"
        " and expires_at < %s::timestamptz - interval '1 day' order by 1", look.at, look.at,
    )  # fmt: skip
