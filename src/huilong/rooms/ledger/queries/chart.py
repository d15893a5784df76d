"""The chart of accounts of this installation (会计科目表), and what is closed."""

from datetime import date
from pathlib import Path

from django.db.models import Max

from huilong.rooms.ledger.models import Closing
from huilong.rooms.ledger.rules.chart import Chart, read
from huilong.rooms.ledger.terms.accounts import HOUSE
from huilong.shell.own import own_file

DEFAULT = Path(__file__).parents[1] / "chart.yaml"


def chart() -> Chart:
    """The accounts by code; read anew when the file changed. Raises Refusal `bad-chart`."""
    return own_file("CHART_FILE", DEFAULT, read, "bad-chart", zh="会计科目表", en="chart of accounts")


def closed_through(owner: str = HOUSE) -> date | None:
    """The last day of an owner's books that is closed (已关账至); None: nothing is."""
    last: date | None = Closing.objects.filter(owner=owner).aggregate(last=Max("through"))["last"]
    return last
