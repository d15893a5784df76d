"""The world outside (模拟外部系统): a telephone that rings whoever is called, within this process."""

from collections.abc import Mapping

from huilong.rooms.contact.terms import CallNews, Dialled


class Telephone:
    """A telephone system that always rings (话务). What became of a call is the borrower's to say, see actors."""

    def dial(self, key: str, extension: str, to: str) -> Dialled:
        """It rings."""
        return Dialled(f"SIM-{key}", True)

    def hang_up(self, key: str) -> bool:
        """It ends."""
        return True

    def healthy(self) -> bool:
        """It records."""
        return True

    def news(self, headers: Mapping[str, str], body: bytes) -> list[CallNews]:
        """Nobody calls back from outside this process."""
        return []


def telephone() -> Telephone:
    """What TELEPHONY names in a simulated house."""
    return Telephone()
