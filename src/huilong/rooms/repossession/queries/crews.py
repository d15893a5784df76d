"""Teams and quotes (车队与报价查询): who can be sent to an order, and for how much."""

from dataclasses import replace
from datetime import date

from django.db.models import Count

from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies.queries import scores
from huilong.rooms.people.terms import OrganisationKind
from huilong.rooms.repossession.models import Crew, Order, Quote
from huilong.rooms.repossession.rules.ranking import Ranked, rank
from huilong.rooms.repossession.terms import LIVE, CrewRow, QuoteRow


def crews() -> tuple[CrewRow, ...]:
    """All teams the reader sees, by name, with how many live orders each has (收车队)."""
    busy = dict(
        Order.objects.filter(state__in=[one.value for one in LIVE]).exclude(crew=None).values_list("crew")
        .annotate(n=Count("id"))
    )  # fmt: skip
    rows = Crew.objects.select_related("organisation").order_by("organisation__name", "name")
    return tuple(_crew(one, busy.get(one.pk, 0)) for one in rows)


def crew_row(key: int) -> CrewRow:
    """One team. Raises Refusal `no-such-crew`."""
    found = next((one for one in crews() if one.id == key), None)
    if found is None:
        raise Refusal("no-such-crew", status=404, where="crew", zh="没有这支车队。", en="There is no such team.")
    return found


def ranked_for(order: int, on: date, place: tuple[float, float] | None = None) -> tuple[Ranked, ...]:
    """Who should be sent to an order (候选车队), the best first. `place`: where the car was last, if that is known.

    A team of a firm that was rated counts by that rating; the others by what was entered for them.
    """
    city = Order.objects.select_related("case").get(pk=order).case.city
    rated = scores(on, OrganisationKind.TOW_COMPANY)
    known = (replace(one, rating_permille=rated.get(one.organisation, one.rating_permille)) for one in crews())
    return rank(known, city, place, on)


def quotes_of(order: int) -> tuple[QuoteRow, ...]:
    """The quotes of an order, newest first (报价)."""
    return tuple(
        QuoteRow(
            one.pk, one.crew_id, one.crew.name, one.service, one.km, tuple((str(n), int(f)) for n, f in one.lines),
            one.total_fen, one.needs_approval, one.made_by, one.made_at, one.approved_by,
        )
        for one in Quote.objects.filter(order_id=order).select_related("crew").order_by("-id")
    )  # fmt: skip


def _crew(one: Crew, busy: int) -> CrewRow:
    kind = OrganisationKind(one.organisation.kind)
    return CrewRow(
        one.pk, one.organisation_id, one.organisation.name, one.team_id, one.name,
        kind in (OrganisationKind.LENDER, OrganisationKind.BRANCH), one.licence, one.licensed_until, one.insured_until,
        tuple(one.regions), one.rating_permille, one.capacity, one.lat, one.lon, one.is_active, busy,
    )  # fmt: skip
