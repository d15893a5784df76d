"""The disposal policy of this installation (处置口径): DISPOSAL_FILE, or the one that comes with the room."""

from pathlib import Path

from huilong.rooms.disposal.rules.policy import Policy, read
from huilong.shell.own import own_file

DEFAULT = Path(__file__).parents[1] / "disposal_default.yaml"


def policy() -> Policy:
    """The disposal policy; read anew when its file changed. Raises Refusal `bad-disposal`."""
    return own_file("DISPOSAL_FILE", DEFAULT, read, "bad-disposal", zh="处置口径", en="disposal policy")
