"""No car is taken without a live authority, and none is ordered twice: simulated, in memory and on the database."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from huilong.rooms.repossession.terms import OrderState
from tests.meeting import meeting_as

from .desk_server import DeskServer
from .memory_server import MemoryServer
from .proof import Recovery, Server


class InMemory(Recovery):
    """The machine over the rules alone."""

    def make(self) -> Server:
        return MemoryServer()


def proved(machine: type[Recovery], steps: int, *, examples: int = 50) -> None:
    """Run the machine until so many steps are done; Hypothesis decides how long each run is. What is found is told
    as it is found: making it smaller takes minutes, and the seed that is printed finds it again."""
    rounds = settings(
        max_examples=examples, stateful_step_count=100, database=None, suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.generate), report_multiple_bugs=False,
    )  # fmt: skip
    while machine.steps < steps:
        run_state_machine_as_test(machine, settings=rounds)
    assert machine.takings >= steps // 200, "nearly nothing was taken: this proves little"


def test_nothing_is_taken_without_an_authority_in_memory():
    proved(InMemory, 1000)


@pytest.mark.slow
def test_nothing_is_taken_without_an_authority_in_a_hundred_thousand_steps():
    proved(InMemory, 100_000, examples=1000)


class Forgetful(MemoryServer):
    """A server that hears of no money: the machine has to find it out."""

    def say(self, car, kind, at):
        if kind != "paid":
            super().say(car, kind, at)


class Careless(MemoryServer):
    """A server that takes an old token for a new one."""

    def take(self, order, phone, told, at):
        held = self._current(order, at)
        if held is not None:
            self.orders[order]["state"] = OrderState.TAKEN
            return True
        return super().take(order, phone, told, at)


@pytest.mark.parametrize("server", [Forgetful, Careless])
def test_the_proof_finds_a_server_that_does_wrong(server):
    class Wrong(Recovery):
        def make(self) -> Server:
            return server()

    with pytest.raises(AssertionError):
        proved(Wrong, 5000, examples=200)


def on_the_desk(cast, crews, steps: int, examples: int) -> type[Recovery]:
    """The machine over the actions themselves, met as the pages meet the database."""

    class OnTheDesk(Recovery):
        def make(self) -> Server:
            return DeskServer(cast, crews)

    with meeting_as("web"):
        proved(OnTheDesk, steps, examples=examples)
    return OnTheDesk


@pytest.mark.django_db(transaction=True)
def test_nothing_is_taken_without_an_authority_on_the_desk(cast, crews):
    on_the_desk(cast, crews, 30, 1)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_nothing_is_taken_without_an_authority_on_the_desk_in_a_thousand_steps(cast, crews):
    on_the_desk(cast, crews, 1000, 10)
