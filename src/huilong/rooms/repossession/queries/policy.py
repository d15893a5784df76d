"""The recovery policy of this installation (收车口径): RECOVERY_FILE, or the one that comes with the room."""

from pathlib import Path

from huilong.rooms.repossession.rules.policy import Policy, read
from huilong.shell.own import own_file

DEFAULT = Path(__file__).parents[1] / "recovery_default.yaml"


def policy() -> Policy:
    """The recovery policy; read anew when its file changed. Raises Refusal `bad-recovery`."""
    return own_file("RECOVERY_FILE", DEFAULT, read, "bad-recovery", zh="收车口径", en="recovery policy")
