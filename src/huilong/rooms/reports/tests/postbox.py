"""A mail server that keeps what it is given (样例邮箱), or says what it is told to say."""

from huilong.rooms.contact.terms import Handed, HandedState, Outgoing


class Postbox:
    """Takes mails; `answers` are given first, one a mail."""

    def __init__(self) -> None:
        self.mails: list[Outgoing] = []
        self.answers: list[Handed] = []

    def send(self, message: Outgoing) -> Handed:
        """Keep a mail, or answer as told."""
        self.mails.append(message)
        return self.answers.pop(0) if self.answers else Handed(HandedState.ACCEPTED, code="smtp-250")


BOX = Postbox()


def channel() -> Postbox:
    """The one postbox."""
    return BOX
