"""Writers of the journal, its keeper and the database itself killed at random moments."""

import subprocess
import time
from pathlib import Path

import pytest

from huilong.site import postgres
from tests.drills import KILLS
from tests.drills.home import Home, chance, until

pytestmark = pytest.mark.slow
WRITERS = 4


class Crew:
    """Writers of receipts and a keeper that chains and seals beside them; who is killed is started again."""

    def __init__(self, home: Home, at: Path) -> None:
        self.home, self.at, self.born = home, at, 0
        self.start()

    def start(self) -> None:
        """Let them all begin."""
        self.writers = [self.writer() for _ in range(WRITERS)]
        self.keeper = self.keep()

    def writer(self) -> tuple[subprocess.Popen[str], Path]:
        """A writer, and the file in which it says each committed receipt."""
        self.born += 1
        said = self.at / f"writer-{self.born}"
        with said.open("w") as out:
            return self.home.start("tests.drills.actors", "write", f"W{self.born}", out=out), said

    def keep(self) -> subprocess.Popen[str]:
        return self.home.start("huilong.site.cli", "journal", "keep", "--every", "0.1", "--seal-every", "0.3")

    def said(self) -> set[int]:
        """Every receipt whose writer was told that it is committed."""
        lines = [line for file in self.at.glob("writer-*") for line in file.read_text().split("\n")[:-1]]
        return {int(line) for line in lines if line.isdigit()}

    def all_at_work(self) -> None:
        """Wait until every writer has written since it was started."""
        until(lambda: all(said.stat().st_size for _, said in self.writers), "writers at work")

    def rest(self) -> None:
        """End them all, not by a kill that counts."""
        for process in [self.keeper, *(process for process, _ in self.writers)]:
            process.kill()
            process.wait()


def whole(crew: Crew) -> None:
    """Nothing that was acknowledged is lost, nothing is half done, every chain and seal holds."""
    home = crew.home
    acknowledged = crew.said()
    kept = {key for (key,) in home.rows("select id from ledger_desk_receipt")}
    assert acknowledged <= kept
    home.verify()


def test_writers_and_keeper_killed_at_random_moments(restored, tmp_path):
    home, moment = restored("journal"), chance("journal")
    crew = Crew(home, tmp_path)
    while home.kills < KILLS["journal"]:
        crew.all_at_work()
        time.sleep(moment.uniform(0.05, 0.6))
        which = moment.randrange(WRITERS + 2)
        if which < WRITERS:
            home.kill(crew.writers[which][0].pid)
            crew.writers[which][0].wait()
            crew.writers[which] = crew.writer()
        else:
            home.kill(crew.keeper.pid)
            crew.keeper.wait()
            crew.keeper = crew.keep()
        whole(crew)
    crew.rest()

    whole(crew)
    home.receipts_and_entries_are_one()
    assert home.rows("select count(*) from journal_seal")[0][0] > 1
    assert len(crew.said()) > KILLS["journal"]


def test_the_database_killed_at_random_moments_recovers(restored, tmp_path):
    home, moment = restored("database"), chance("database")
    place = postgres.place(home.place)
    crew = Crew(home, tmp_path)
    while home.kills < KILLS["database"]:
        crew.all_at_work()
        time.sleep(moment.uniform(0.05, 1.0))
        server = postgres.pid(place)
        home.kill(server)
        until(lambda server=server: not Path(f"/proc/{server}/cmdline").exists(), "the server is gone")
        assert postgres.revive(home.place)
        crew.rest()  # their sessions ended with the server
        whole(crew)
        home.receipts_and_entries_are_one()
        crew.start()
    crew.rest()
    whole(crew)
