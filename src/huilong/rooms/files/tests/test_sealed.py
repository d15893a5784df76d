"""A sealed file opens whole or not at all."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huilong.rooms.files.rules.sealed import CHUNK, HEAD_BYTES, TAG_BYTES, Damaged, key_id_of, opened, sealed

KEY, SALT = bytes(range(32)), bytes(32)


def clear(blob: bytes, key: bytes = KEY) -> bytes:
    return b"".join(opened(blob, key))


@pytest.mark.parametrize("size", [1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_any_size_comes_back_and_names_its_key(size):
    content = os.urandom(size)
    blob = sealed(content, 7, KEY, SALT)

    assert clear(blob) == content
    assert key_id_of(blob) == 7
    assert content[:32] not in blob or size < 32


@given(at=st.integers(0, 2 * CHUNK), bit=st.integers(0, 7))
def test_no_bit_can_be_changed(at, bit):
    blob = bytearray(sealed(bytes(2 * CHUNK), 7, KEY, SALT))
    at = at % len(blob)
    if 4 <= at < 12:
        return  # which key it needs: another key does not open it, which is not this test's to say
    blob[at] ^= 1 << bit
    with pytest.raises(Damaged):
        clear(bytes(blob))


def test_chunks_cannot_be_cut_off_moved_or_doubled():
    blob = sealed(os.urandom(3 * CHUNK), 7, KEY, SALT)
    one = CHUNK + TAG_BYTES
    head, parts = blob[:HEAD_BYTES], [blob[HEAD_BYTES + i * one : HEAD_BYTES + (i + 1) * one] for i in range(3)]
    for wrong in ([0, 1], [0], [1, 0, 2], [0, 0, 1, 2], [0, 1, 2, 2], []):
        with pytest.raises(Damaged):
            clear(head + b"".join(parts[i] for i in wrong))
    with pytest.raises(Damaged):
        clear(blob[:-1])
    with pytest.raises(Damaged):
        clear(blob, bytes(32))
