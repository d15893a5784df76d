"""One request over HTTP: what is known when the other side answers badly, slowly, or not at all."""

import select
import socket
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from huilong.integrations import wire
from huilong.integrations.wire import Answer, NoAnswer, NotSent, exchange, retry_after_seconds

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


@contextmanager
def saying(*drops: bytes, patiently: bool = False):
    """A server that takes one request and says this; `patiently`: drop by drop, again and again, until we hang up."""
    listener = socket.create_server(("127.0.0.1", 0))

    def talk() -> None:
        connection, _ = listener.accept()
        with connection:
            taken = b""
            while not taken.endswith(b"told") and (more := connection.recv(65_536)):  # head and body may come apart
                taken += more
            for drop in drops:
                connection.sendall(drop)
            while patiently and not select.select([connection], [], [], 0.05)[0]:
                connection.sendall(b"x")

    thread = threading.Thread(target=talk)
    thread.start()
    try:
        yield urlsplit(f"http://127.0.0.1:{listener.getsockname()[1]}/")
    finally:
        thread.join()
        listener.close()


def ask(url, timeout_seconds=20.0) -> Answer:
    return exchange(url, "POST", "/", {"X-A": "b"}, b"told", timeout_seconds=timeout_seconds, trust=None)


def test_an_answer_is_told_whole():
    with saying(b"HTTP/1.1 200 OK\r\nRetry-After: 7\r\nContent-Length: 4\r\n\r\n", b"good") as url:
        answer = ask(url)

    assert (answer.status, answer.body, answer.headers["retry-after"]) == (200, b"good", "7")


@pytest.mark.parametrize(
    "said",
    [
        b"", b"HTTP/1.1 2", b"no http\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nhalf", b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 200,
        b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * (wire.MOST_BYTES + 1),
        b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nx" + b"x" * wire.MOST_BYTES,
    ],
    ids=["nothing", "half a line", "no HTTP", "half a body", "half a chunk", "endless heads", "too long", "no length"],
)  # fmt: skip
def test_what_is_no_whole_answer_is_none(said):
    with saying(said) as url, pytest.raises(NoAnswer):
        ask(url)


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_an_answer_that_comes_in_drops_is_given_up(head):
    """Each drop comes well within the time allowed for one; the whole never would, and half is never a yes."""
    with saying(head, patiently=True) as url, pytest.raises(NoAnswer):
        ask(url, timeout_seconds=0.5)


def test_a_length_that_is_no_number_is_not_believed():
    with saying(b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\ngood") as url:
        assert ask(url).body == b"good"


def test_a_name_that_is_nobody_s_was_not_sent_to():
    with pytest.raises(NotSent, match="no-such-host"):
        ask(urlsplit("http://nobody.invalid/"))


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("7", 7), (" 7 ", 7), ("", 0), ("soon", 0), ("-7", 0), ("²", 0), ("9" * 30, 86_400),
        ("Mon, 02 Mar 2026 02:01:30 GMT", 90), ("Mon, 02 Mar 2026 01:00:00 GMT", 0),
        ("Mon, 02 Mar 2036 01:00:00 GMT", 86_400), ("Mon, 02 Mar 2026 02:01:30", 0),
    ],
)  # fmt: skip
def test_how_long_to_wait_is_read_as_seconds_or_as_a_date(said, seconds):
    assert retry_after_seconds(Answer(429, {"retry-after": said}, b""), AT) == seconds


def test_a_server_that_does_not_say_is_not_waited_for():
    assert retry_after_seconds(Answer(429, {}, b""), AT) == 0
