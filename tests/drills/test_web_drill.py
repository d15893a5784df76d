"""A real server killed amid writes: what was answered is kept, what was not answered can be sent again, once."""

import json
import socket
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.drills import KILLS
from tests.drills.home import Home, below, chance, until

pytestmark = pytest.mark.slow
CLIENTS = 4


class Client(threading.Thread):
    """Another system that posts receipts and gives out cases, and sends again, under its key, what had no answer."""

    def __init__(self, number: int, port: int, staff: dict[str, Any]) -> None:
        super().__init__(daemon=True)
        self.number, self.port, self.staff = number, port, staff
        self.answered: dict[str, dict[str, Any]] = {}
        self.wrong: list[str] = []
        self.done = threading.Event()
        self.sent = 0

    def run(self) -> None:
        while not self.done.is_set():
            self.sent += 1
            key = f"{self.number}-{self.sent}"
            path, body = self.next()
            while key not in self.answered and not self.wrong:
                self.post(path, body, key)

    def next(self) -> tuple[str, dict[str, Any]]:
        """By turns a receipt, told apart by its amount, and a case for one or the other collector."""
        if self.sent % 2:
            loan = f"L{self.number}"
            return "/receipts", {"loan_id": loan, "on": "2026-03-01", "amount_fen": self.number * 1_000_000 + self.sent}
        cases, users = self.staff["cases"], self.staff["users"]
        case = cases[(self.number + CLIENTS * (self.sent // 2)) % len(cases)]
        user = users["lin" if self.sent % 4 else "jiang"]
        return f"/cases/{case}/assign", {
            "organisation": self.staff["organisation"], "team": self.staff["team"], "user": user,
        }  # fmt: skip

    def post(self, path: str, body: dict[str, Any], key: str) -> None:
        """Send it; keep the answer if there is one, wait a little if there is none."""
        headers = {
            "Authorization": f"Bearer {self.staff['secret']}", "Content-Type": "application/json",
            "Idempotency-Key": key,
        }  # fmt: skip
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/v1{path}", json.dumps(body).encode(), headers
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
                self.answered[key] = json.loads(answer.read())
        except urllib.error.HTTPError as error:
            if error.code < 500:
                self.wrong.append(f"{path} {error.code} {error.read()[:300]!r}")
            time.sleep(0.05)
        except (OSError, ValueError, EOFError):
            time.sleep(0.05)
        except Exception as error:  # http.client's many ways to say that the line went dead
            if not type(error).__module__.startswith("http"):
                self.wrong.append(repr(error))
            time.sleep(0.05)


def test_a_server_killed_amid_writes_loses_nothing_and_does_nothing_twice(restored):
    home, moment = restored("web"), chance("web")
    staff = home.actor("staff")
    assert len(staff["cases"]) > CLIENTS
    port = free_port()
    serve(home, port)
    clients = [Client(number, port, staff) for number in range(1, CLIENTS + 1)]
    for client in clients:
        client.start()

    while home.kills < KILLS["web"]:
        before = [len(client.answered) for client in clients]
        until(lambda before=before: all(len(c.answered) > n or c.wrong for c, n in zip(clients, before, strict=True)),
              "clients are answered")  # fmt: skip
        time.sleep(moment.uniform(0.0, 0.5))
        everybody = [home.started[-1].pid, *below(home.started[-1].pid)]
        victim = moment.choice(everybody)
        home.kill(victim)
        if victim == everybody[0]:  # nobody looks after the others any more
            end(home, everybody[1:])
            serve(home, port)
        home.verify()
    for client in clients:
        client.done.set()
    for client in clients:
        client.join(60)
        assert not client.is_alive()
        assert client.wrong == []
    end(home, [home.started[-1].pid, *below(home.started[-1].pid)])

    every_answer_is_kept_and_nothing_is_there_twice(home, clients)
    home.receipts_and_entries_are_one()
    duties_and_entries_are_one(home)
    home.verify()
    assert home.kills == KILLS["web"]


def test_live_news_and_their_worker_are_started_again_and_end_with_the_server(restored):
    home, port = restored("live"), free_port()
    serve(home, port)
    until(lambda: live_refuses(port), "live news answer")
    [server] = granians(home, "huilong.site.asgi")
    [worker] = below(server)

    home.kill(worker)
    until(lambda: live_refuses(port) and below(server) not in ([], [worker]), "another worker answers")
    home.kill(server)
    until(lambda: granians(home, "huilong.site.asgi") not in ([], [server]), "another server is there")
    until(lambda: live_refuses(port), "another server answers")

    everybody = [home.started[-1].pid, *below(home.started[-1].pid)]
    home.started[-1].terminate()
    home.started[-1].wait(60)
    until(lambda: not any(alive(process) for process in everybody), "all have ended")
    assert home.started[-1].returncode == 0


def granians(home: Home, application: str) -> list[int]:
    """The servers of an application directly below `huilong serve`."""
    serving = home.started[-1].pid
    found = []
    for process in below(serving):
        stat = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        if int(stat[1]) == serving and application in Path(f"/proc/{process}/cmdline").read_text():
            found.append(process)
    return found


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def live_refuses(port: int) -> bool:
    """Whether live news answer, refusing who has no session."""
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port + 1}/live?board=1", timeout=2).close()
    except urllib.error.HTTPError as error:
        return error.code == 401
    except OSError:
        return False
    return False


def every_answer_is_kept_and_nothing_is_there_twice(home: Home, clients: list[Client]) -> None:
    answered = {
        (client.number * 1_000_000 + int(key.split("-")[1])): body["id"]
        for client in clients
        for key, body in client.answered.items()
        if "id" in body
    }
    kept = home.rows("select amount_fen, id from ledger_desk_receipt where amount_fen > 1000000 order by 1")
    assert kept == sorted(answered.items())


def duties_and_entries_are_one(home: Home) -> None:
    """Each duty given through the API has its entry, each entry its duty."""
    given = home.rows(
        "select c.number, d.user_id, count(*) from cases_duty d join cases_case c on c.id = d.case_id"
        " where d.user_id is not null group by 1, 2 order by 1, 2"
    )
    told = home.rows(
        "select subject, (detail ->> 'user')::bigint, count(*) from journal_entry where verb = 'case.assigned'"
        " group by 1, 2 order by 1, 2"
    )
    assert given == told
    assert given


def serve(home: Home, port: int) -> None:
    """Start `huilong serve` and wait until it answers."""
    home.start("huilong.site.cli", "serve", "--port", str(port))

    def answers() -> bool:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/login", timeout=2).close()
        except OSError:
            return False
        return True

    until(answers, "the server answers")


def end(home: Home, processes: list[int]) -> None:
    """End what an earlier kill left behind; these are no kills of the drill's count."""
    counted = home.kills
    for process in processes:
        try:
            home.kill(process)
        except ProcessLookupError:
            continue
    home.kills = counted


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
