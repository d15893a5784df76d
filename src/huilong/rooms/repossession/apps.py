"""The Django app of this room."""

from django.apps import AppConfig

from huilong.kernel.events import listen


class RepossessionConfig(AppConfig):
    """Repossession (收车)."""

    name = "huilong.rooms.repossession"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear of all that stops the taking of a car: it ends authorities in the same transaction. Tell tracking which
        cars are under an order, for such a one may be located, and the approvals page which orders wait for a word."""
        from huilong.rooms.agencies.queries import agreed_prices_from
        from huilong.rooms.cases.terms import DutyEnded, FlagNoted, PromiseMade
        from huilong.rooms.ledger.terms import ReceiptPosted
        from huilong.rooms.people.queries import waits_from
        from huilong.rooms.people.terms import OrganisationKind, UserLeft
        from huilong.rooms.relief.terms import OfferAccepted
        from huilong.rooms.repossession.queries.policy import agreed_prices
        from huilong.rooms.repossession.queries.stages import ordered
        from huilong.rooms.repossession.queries.waiting import orders_waiting
        from huilong.rooms.tracking.queries import stages_from

        stages_from(ordered)
        waits_from("recovery.decide", orders_waiting)
        agreed_prices_from(OrganisationKind.TOW_COMPANY, agreed_prices)
        for kind in (ReceiptPosted, PromiseMade, OfferAccepted, FlagNoted, DutyEnded, UserLeft):
            listen(kind, _hear)


def _hear(news: object) -> None:
    from huilong.rooms.cases.terms import DutyEnded, DutyKind, FlagNoted, PromiseMade
    from huilong.rooms.ledger.terms import ReceiptPosted
    from huilong.rooms.people.terms import UserLeft
    from huilong.rooms.relief.terms import OfferAccepted
    from huilong.rooms.repossession.actions import hearing

    if isinstance(news, ReceiptPosted):
        hearing.hear_of_money(news.loan_id, news.at)
    elif isinstance(news, PromiseMade):
        hearing.hear_of_promise(news.number, news.at)
    elif isinstance(news, OfferAccepted):
        hearing.hear_of_relief(news.loan_id, news.at)
    elif isinstance(news, FlagNoted):
        hearing.hear_of_flag(news.number, news.kind, news.since, news.at)
    elif isinstance(news, DutyEnded) and news.kind is DutyKind.RECOVER:
        hearing.hear_of_duty(news.number, news.at)
    elif isinstance(news, UserLeft):
        hearing.hear_of_leaving(news.user, news.at)
