"""One request over HTTP (HTTP 请求), and what is known when it fails: that nothing left the house, or that it may have.

Standard library: a connection is opened before anything is written to it, so the two can be told apart.
"""

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import SplitResult

MOST_BYTES = 1_000_000
LONGEST_WAIT_SECONDS = 86_400
WHOLE_TIMEOUTS = 3


class NotSent(Exception):
    """No connection: nothing left the house."""


class NoAnswer(Exception):
    """It was sent, wholly or in part, and no whole answer came back."""


@dataclass(frozen=True)
class Answer:
    """What came back: status, headers (names in lower case), bytes."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def exchange(
    url: SplitResult, method: str, path: str, headers: Mapping[str, str], body: bytes, *,
    timeout_seconds: float, trust: ssl.SSLContext | None,
) -> Answer:  # fmt: skip
    """Send a request to the host of `url` and read the answer. Raises NotSent or NoAnswer, their text a short code.

    `timeout_seconds` bounds each step; an answer that comes in drops is given up after WHOLE_TIMEOUTS of them.
    """
    connection = _connection(url, timeout_seconds, trust)
    try:
        try:
            connection.connect()
        except (OSError, http.client.HTTPException) as error:
            raise NotSent(_code(error)) from error
        given_up = threading.Event()
        patience = threading.Timer(WHOLE_TIMEOUTS * timeout_seconds, _hang_up, (connection.sock, given_up))
        patience.daemon = True
        patience.start()
        try:
            connection.request(method, path, body, dict(headers))
            response = connection.getresponse()
            told = response.read(MOST_BYTES + 1)
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer(_code(error)) from error
        finally:
            patience.cancel()
    finally:
        connection.close()
    if given_up.is_set():  # our own end of the line reads like the end of an answer without a length
        raise NoAnswer("timeout")
    if len(told) > MOST_BYTES:
        raise NoAnswer("answer-too-long")
    if response.length:  # of what was announced, this much never came
        raise NoAnswer("answer-cut-off")
    return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, told)


def retry_after_seconds(answer: Answer, at: datetime) -> int:
    """How long the answer asks us to wait: seconds or a date (RFC 9110, 10.2.3); 0 if it does not say."""
    said = answer.headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return min(int(said[:9]), LONGEST_WAIT_SECONDS)
    try:
        wait = (parsedate_to_datetime(said) - at).total_seconds()
    except (ValueError, TypeError):
        return 0
    return max(0, min(int(wait), LONGEST_WAIT_SECONDS))


def _hang_up(line: socket.socket, given_up: threading.Event) -> None:
    """End a connection that another thread waits on, having said so."""
    given_up.set()
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def _connection(url: SplitResult, timeout_seconds: float, trust: ssl.SSLContext | None) -> http.client.HTTPConnection:
    host = url.hostname or ""
    if url.scheme == "https":
        return http.client.HTTPSConnection(host, url.port, timeout=timeout_seconds, context=trust)
    return http.client.HTTPConnection(host, url.port, timeout=timeout_seconds)


def _code(error: Exception) -> str:
    """A short code of what went wrong, without an address or a byte of what was sent."""
    if isinstance(error, TimeoutError):
        return "timeout"
    if isinstance(error, ssl.SSLError):
        return "tls"
    if isinstance(error, socket.gaierror):
        return "no-such-host"
    if isinstance(error, ConnectionRefusedError):
        return "connection-refused"
    if isinstance(error, ConnectionError):
        return "connection-lost"
    return "no-answer"
