"""The authority table of this installation (减免权限表): RELIEF_FILE, or the one that comes with the room."""

from pathlib import Path

from huilong.rooms.relief.rules.authority import read
from huilong.rooms.relief.terms import Authority
from huilong.shell.own import own_file

DEFAULT = Path(__file__).parents[1] / "authority_default.yaml"


def authority() -> Authority:
    """The authority table; read anew when its file changed. Raises Refusal `bad-authority`."""
    return own_file("RELIEF_FILE", DEFAULT, read, "bad-authority", zh="减免权限表", en="authority table")
