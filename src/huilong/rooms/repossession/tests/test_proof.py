"""No car is taken without a live authority, and none is ordered twice: simulated, in memory and on the database."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from huilong.rooms.repossession.models import Authority, OrderStep
from huilong.rooms.repossession.terms import OrderState, OrderVerb
from tests.meeting import meeting_as

from .desk_server import DeskServer
from .memory_server import MemoryServer
from .proof import Recovery, over


def proved(machine: type[Recovery], steps: int, *, examples: int = 50) -> int:
    """Run the machine until so many steps are done; how many cars were taken in them. Hypothesis decides how long
    each run is and raises what the machine finds wrong, as it is found: making it smaller takes minutes, and the seed
    that is printed finds it again."""
    rounds = settings(
        max_examples=examples, stateful_step_count=100, database=None, suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.generate), report_multiple_bugs=False,
    )  # fmt: skip
    while machine.steps < steps:
        run_state_machine_as_test(machine, settings=rounds)
    return machine.takings


def test_nothing_is_taken_without_an_authority_in_memory():
    assert proved(over(MemoryServer), 1000) >= 20  # two at the end of each run: nothing taken would prove little


@pytest.mark.slow
def test_nothing_is_taken_without_an_authority_in_a_hundred_thousand_steps():
    assert proved(over(MemoryServer), 100_000, examples=1000) >= 1800


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
    with pytest.raises(AssertionError):
        proved(over(server), 5000, examples=200)


def on_the_desk(cast, crews, steps: int, examples: int) -> int:
    """The machine over the actions themselves, met as the pages meet the database; how many cars were taken."""
    with meeting_as("web"):
        return proved(over(lambda: DeskServer(cast, crews)), steps, examples=examples)


def taken_on_the_desk() -> set[int]:
    """The orders whose car was taken, by their history."""
    return set(OrderStep.objects.filter(verb=OrderVerb.TAKE).values_list("order_id", flat=True))


def under_an_authority() -> set[int]:
    """The orders of which an authority was used."""
    return set(Authority.objects.filter(ended="used").values_list("order_id", flat=True))


@pytest.mark.django_db(transaction=True)
def test_nothing_is_taken_without_an_authority_on_the_desk(cast, crews):
    on_the_desk(cast, crews, 30, 1)
    assert taken_on_the_desk() <= under_an_authority()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_nothing_is_taken_without_an_authority_on_the_desk_in_a_thousand_steps(cast, crews):
    assert on_the_desk(cast, crews, 1000, 10) >= 20
    assert taken_on_the_desk() <= under_an_authority()
