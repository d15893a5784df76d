"""The store in an object store: a real S3 server of its own process, on loopback."""

import socket
import subprocess
import sys
import time

import pytest

from huilong.rooms.files.queries import Shelf


@pytest.fixture
def bucket(monkeypatch):
    """An S3 server (moto) on loopback with one bucket; its URL."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    try:
        _wait(port, server)
        yield f"s3://letters/store?endpoint_override=127.0.0.1:{port}&scheme=http&region=us-east-1&allow_bucket_creation=true"
    finally:
        server.kill()
        server.wait()


def _wait(port: int, server: subprocess.Popen) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the S3 server did not start")


def test_blobs_live_in_a_bucket(bucket):
    shelf = Shelf(bucket)
    address = "ab" + "1" * 62
    shelf.put(address, b"sealed")
    shelf.put(address, b"another")

    assert shelf.get(address) == b"sealed"
    assert shelf.names() == {address}
    shelf.drop(address)
    shelf.drop(address)
    assert not shelf.has(address)
    with pytest.raises(OSError):
        shelf.get(address)
