"""The recovery policy of this installation (收车口径): RECOVERY_FILE, or the one that comes with the room."""

from datetime import date
from pathlib import Path

from huilong.rooms.agencies.terms.rating import AgreedPrice
from huilong.rooms.repossession.rules.policy import Policy, read
from huilong.shell.own import own_file

DEFAULT = Path(__file__).parents[1] / "recovery_default.yaml"


def agreed_prices(on: date) -> list[AgreedPrice]:
    """What recoveries are quoted at on a day (收车计价), for the page of price lists."""
    return [
        AgreedPrice(one.service, one.city, one.organisation, one.since, one.until, one.base_fen, one.free_km,
                    one.per_km_fen)
        for one in policy().prices if one.since <= on and (one.until is None or on <= one.until)
    ]  # fmt: skip


def policy() -> Policy:
    """The recovery policy; read anew when its file changed. Raises Refusal `bad-recovery`."""
    return own_file("RECOVERY_FILE", DEFAULT, read, "bad-recovery", zh="收车口径", en="recovery policy")
