"""The Django app of this room."""

from django.apps import AppConfig

from huilong.kernel.events import listen


class DisposalConfig(AppConfig):
    """Disposal (处置)."""

    name = "huilong.rooms.disposal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear of what recovery hands over and of what is redeemed, of circumstances, of auctions; run what a second
        person agreed to."""
        from huilong.rooms.auctions.terms import AuctionClosed, WinnerDefaulted
        from huilong.rooms.cases.terms import FlagNoted
        from huilong.rooms.disposal import actions
        from huilong.rooms.people.actions import on_approval
        from huilong.rooms.people.terms import ApprovalKind
        from huilong.rooms.repossession.terms import HandedToSale, Redeemed

        for kind in (HandedToSale, Redeemed, FlagNoted, AuctionClosed, WinnerDefaulted):
            listen(kind, _hear)
        on_approval(ApprovalKind.SALE_PRICE, actions.price_approved, refused=actions.price_refused)
        on_approval(ApprovalKind.PROCEEDS, actions.distribution_approved, refused=actions.distribution_refused)


def _hear(news: object) -> None:
    from huilong.rooms.auctions.terms import AuctionClosed, WinnerDefaulted
    from huilong.rooms.cases.terms import FlagNoted
    from huilong.rooms.disposal import actions
    from huilong.rooms.repossession.terms import HandedToSale, Redeemed

    if isinstance(news, HandedToSale):
        actions.hear_of_handover(news.order, news.at)
    elif isinstance(news, Redeemed):
        actions.hear_of_redemption(news.order, news.at)
    elif isinstance(news, FlagNoted):
        actions.hear_of_flag(news.number, news.at)
    elif isinstance(news, AuctionClosed):
        actions.hear_of_closing(news)
    elif isinstance(news, WinnerDefaulted):
        actions.hear_of_default(news)
