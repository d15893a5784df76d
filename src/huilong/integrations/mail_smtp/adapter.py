"""The mail channel (邮件通道): hands a mail to a server over SMTP, and says what is known when the line breaks."""

import re
import smtplib
import ssl
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from huilong.integrations import callbacks
from huilong.integrations.mail_smtp import bounces
from huilong.integrations.mail_smtp.address import is_address
from huilong.integrations.mail_smtp.config import Config, Guard, config
from huilong.integrations.mail_smtp.letters import message_id, written
from huilong.kernel.refusal import Refusal
from huilong.rooms.contact.terms import Handed, HandedState, MessageChannel, Outgoing, Report

WAIT_SECONDS = 300
"""How long to wait where a server says «later»: what greylisting asks for, as a rule."""


def channel() -> MessageChannel:
    """The channel the environment describes (按环境设置建立邮件通道)."""
    return MailOverSmtp(config())


class MailOverSmtp:
    """Hands mails to a server (邮件), each over a connection of its own. `clock` dates them."""

    def __init__(self, config: Config, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.config, self.clock = config, clock

    def send(self, message: Outgoing) -> Handed:
        """Hand a mail over. Until the dot that ends it nothing is taken; after it, no answer means `unknown`."""
        if not is_address(message.to):
            return Handed(HandedState.REFUSED, code="bad-address")
        try:
            mail = written(message, self.config, self.clock())
        except (ValueError, LookupError):
            return Handed(HandedState.REFUSED, code="bad-message")
        try:
            server = self._opened()
        except smtplib.SMTPResponseException as error:
            return _later(f"smtp-{error.smtp_code}")
        except (OSError, smtplib.SMTPException) as error:
            return _later(_code(error))
        try:
            return self._handed(server, message, mail)
        finally:
            server.close()

    def ask(self, key: str) -> Handed | None:
        """SMTP knows no question: always `unknown`."""
        return Handed(HandedState.UNKNOWN, code="smtp-cannot-ask")

    def reports(self, headers: Mapping[str, str], body: bytes) -> list[Report]:
        """The delivery reports in a bounce; `body` is the whole mail. Its Message-ID must carry our mark."""
        try:
            return bounces.read(body, self.config.id_key, self.config.domain, self.clock())
        except LookupError:
            raise Refusal(
                "bad-signature",
                zh="退信不属于本机构发出的邮件。",
                en="The bounce is about no mail of ours.",
                status=403,
            ) from None
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            raise callbacks.bad_report() from error

    def _opened(self) -> smtplib.SMTP:
        """A connection that is guarded and signed in, or an error; nothing was sent by then."""
        told = self.config
        if told.guard is Guard.IMPLICIT:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                told.host, told.port, told.domain, timeout=told.timeout_seconds, context=told.trust
            )
        else:
            server = smtplib.SMTP(told.host, told.port, told.domain, timeout=told.timeout_seconds)
        try:
            server.ehlo_or_helo_if_needed()
            if told.guard is Guard.STARTTLS:
                server.starttls(context=told.trust)
                server.ehlo_or_helo_if_needed()
            if told.user:
                server.login(told.user, told.password)
        except BaseException:
            server.close()
            raise
        return server

    def _handed(self, server: smtplib.SMTP, message: Outgoing, mail: bytes) -> Handed:
        try:
            for good, command, told in (
                ((250,), server.mail, self.config.bounces),
                ((250, 251, 252), server.rcpt, message.to),
                ((354,), server.docmd, "DATA"),
            ):
                code, _ = command(told)
                if code not in good:
                    return _judged(code)
            server.send(re.sub(rb"(?m)^\.", b"..", mail) + b".\r\n")
        except smtplib.SMTPResponseException as error:
            return _judged(error.smtp_code)
        except (OSError, smtplib.SMTPException) as error:
            return _later(_code(error))
        try:
            code, _ = server.getreply()
        except (OSError, smtplib.SMTPException) as error:
            return Handed(HandedState.UNKNOWN, code=_code(error))
        if code != 250:
            return _judged(code)
        provider_id = message_id(message.key, self.config.id_key, self.config.domain).strip("<>")
        return Handed(HandedState.ACCEPTED, provider_id=provider_id, code="smtp-250")


def _judged(code: int) -> Handed:
    """What a server's no means: 5xx is for good, anything else for now."""
    if 500 <= code < 600:
        return Handed(HandedState.REFUSED, code=f"smtp-{code}")
    return _later(f"smtp-{code}")


def _later(code: str) -> Handed:
    return Handed(HandedState.LATER, code=code, retry_after_seconds=WAIT_SECONDS)


def _code(error: Exception) -> str:
    """A short code of what went wrong, without an address."""
    if isinstance(error, TimeoutError) or isinstance(error.__cause__ or error.__context__, TimeoutError):
        return "timeout"
    if isinstance(error, ssl.SSLError):
        return "tls"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "not-offered"
    if isinstance(error, ConnectionRefusedError):
        return "connection-refused"
    return "connection-lost"
