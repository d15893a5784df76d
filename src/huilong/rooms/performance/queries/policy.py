"""How this installation allocates (分派规则): the file PERFORMANCE_FILE names, or the one that comes with the room."""

from pathlib import Path

from huilong.rooms.performance.rules.policy import read
from huilong.rooms.performance.terms import AllocationPolicy
from huilong.shell.own import own_file

DEFAULT = Path(__file__).parents[1] / "performance_default.yaml"


def policy() -> AllocationPolicy:
    """The policy; read anew when its file changed. Raises Refusal `bad-allocation-file`."""
    return own_file("PERFORMANCE_FILE", DEFAULT, read, "bad-allocation-file", zh="分派规则", en="allocation file")
