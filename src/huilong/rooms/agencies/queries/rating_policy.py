"""The rating policy of this installation (评级口径): RATING_FILE, or the one that comes with the room."""

from pathlib import Path

from huilong.rooms.agencies.rules.rating_policy import RatingPolicy, read
from huilong.shell.own import own_file

DEFAULT = Path(__file__).parents[1] / "rating_default.yaml"


def rating_policy() -> RatingPolicy:
    """The rating policy; read anew when its file changed. Raises Refusal `bad-rating`."""
    return own_file("RATING_FILE", DEFAULT, read, "bad-rating", zh="评级口径", en="rating policy")
