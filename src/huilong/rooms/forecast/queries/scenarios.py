"""The scenarios of this installation (情景表): FORECAST_FILE, or the one that comes with the room."""

from pathlib import Path

from huilong.rooms.forecast.rules.scenarios import Scenarios, read
from huilong.shell.own import own_file

DEFAULT = Path(__file__).parents[1] / "scenarios_default.yaml"


def scenarios() -> Scenarios:
    """The scenarios and their elasticities; read anew when the file changed. Raises Refusal `bad-scenarios`."""
    return own_file("FORECAST_FILE", DEFAULT, read, "bad-scenarios", zh="情景表", en="table of scenarios")
