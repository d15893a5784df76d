"""Events (事件): news told upwards within the teller's transaction; a room never imports the rooms above it.

The site wires who listens (`site/wiring.py`). A listener that fails fails the act, so nothing is told that did not
happen and nothing happens of which the rooms above did not hear.
"""

from collections.abc import Callable
from typing import Any

_listeners: dict[type[Any], list[Callable[[Any], object]]] = {}


def listen(kind: type[Any], listener: Callable[[Any], object]) -> None:
    """Call `listener` with every event of this kind; asking twice counts once."""
    known = _listeners.setdefault(kind, [])
    if listener not in known:
        known.append(listener)


def tell(event: object) -> None:
    """Tell an event to those who listen for its kind, in the order they asked."""
    for listener in _listeners.get(type(event), []):
        listener(event)
