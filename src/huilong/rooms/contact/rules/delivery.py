"""Delivery (送达): what a provider's report makes of a message. What arrived has arrived."""

from huilong.rooms.contact.terms import Delivery, MessageState

_UNDECIDED = frozenset({MessageState.SENT, MessageState.SENDING, MessageState.DEAD})


def after_report(state: MessageState, delivery: Delivery) -> MessageState | None:
    """Where a message stands after a report; None: it changes nothing. The order and number of reports do not matter.

    >>> after_report(MessageState.DEAD, Delivery.DELIVERED), after_report(MessageState.DELIVERED, Delivery.FAILED)
    (<MessageState.DELIVERED: 'delivered'>, None)
    """
    if delivery is Delivery.FAILED:
        return MessageState.FAILED if state in _UNDECIDED else None
    return None if state is MessageState.DELIVERED else MessageState.DELIVERED
