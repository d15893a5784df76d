"""Files in S3: the same acts against a server that speaks its protocol (moto), on loopback, ended by this test."""

import http.client
import io
import socket
import subprocess
import sys
import time

import pytest

from huilong.kernel.refusal import Refusal
from huilong.rooms.files.actions import add, check, open_file
from huilong.rooms.files.models import File
from huilong.rooms.files.queries.store import Store
from huilong.rooms.files.rules.chunks import CHUNK, sealed_size
from huilong.rooms.files.terms import FileKind

pytestmark = pytest.mark.django_db
BODY = b"evidence " * (CHUNK // 4)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture(scope="module")
def bucket():
    """The URL of a bucket, made anew."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _answers(port)
        asked = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        asked.request("PUT", "/evidence")
        assert asked.getresponse().status == 200
        asked.close()
        yield f"s3://none:none@evidence/files?endpoint_override=127.0.0.1:{port}&scheme=http&region=us-east-1"
    finally:
        server.kill()
        server.wait()


def _answers(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server does not answer")


@pytest.fixture
def in_s3(bucket, desk, settings):
    settings.FILES_URL = bucket
    return desk


def keep(at, body=BODY, number="CL20260000001"):
    return add(number, io.BytesIO(body), kind=FileKind.OTHER, name="a.txt", at=at)


@pytest.mark.slow
def test_a_file_lies_in_the_bucket_sealed_and_comes_back(in_s3, at):
    added = keep(at)
    address = File.objects.get().address
    store = Store()
    assert store.size(address) == sealed_size(len(BODY))
    assert b"evidence" not in b"".join(store.chunks(address))
    assert b"".join(open_file(added.id, at=at).pieces) == BODY
    found = check(at=at)
    assert (found.whole, found.missing, address in list(store.blobs())) == (True, (), True)


def test_what_is_gone_from_the_bucket_is_found_and_orphans_are_swept(in_s3, at):
    added, store = keep(at, b"another"), Store()
    address, stray = File.objects.get().address, "0e" * 32
    store.put(stray, [b"anything"])
    store.remove(address)
    found = check(at=at, sweep=True)
    assert found.missing == (address,)
    assert stray in found.orphans
    assert store.size(stray) is None
    with pytest.raises(Refusal, match="file-lost"):
        open_file(added.id, at=at)


def test_a_bucket_that_does_not_answer_is_a_refusal(desk, at, settings):
    port = free_port()
    settings.FILES_URL = f"s3://none:none@evidence/files?endpoint_override=127.0.0.1:{port}&scheme=http&region=us-east-1"
    with pytest.raises(Refusal, match="file-store-down"):
        keep(at)
    assert File.objects.count() == 0
