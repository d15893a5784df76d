"""Chunks (分块加密): what was sealed opens, and nothing else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huilong.rooms.files.rules import chunks
from huilong.rooms.files.rules.chunks import Damaged, head, key_id_of, opened, sealed

KEY, ADDRESS = bytes(range(32)), "ab" * 32
FIRST = head(7, bytes(32))


def seal(pieces, key=KEY, first=FIRST, address=ADDRESS):
    return list(sealed(key, first, address, pieces))


def read(parts, key=KEY, first=FIRST, address=ADDRESS):
    return b"".join(opened(key, first, address, parts))


@given(st.lists(st.binary(min_size=1, max_size=40), min_size=1, max_size=6))
def test_what_was_sealed_opens_again(pieces):
    assert read(seal(pieces)) == b"".join(pieces)


THREE = (b"one", b"two", b"three")
CHANGES = {
    "cut off behind": lambda parts: parts[:2],
    "cut off before": lambda parts: parts[1:],
    "one left out": lambda parts: [parts[0], parts[2]],
    "two exchanged": lambda parts: [parts[1], parts[0], parts[2]],
    "one twice": lambda parts: [parts[0], parts[0], parts[1], parts[2]],
    "one more behind": lambda parts: [*parts, parts[2]],
    "a bit changed": lambda parts: [parts[0], bytes([parts[1][0] ^ 1]) + parts[1][1:], parts[2]],
    "a byte less": lambda parts: [*parts[:2], parts[2][:-1]],
    "nothing at all": lambda parts: [],
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_changed_file_does_not_open(change):
    with pytest.raises(Damaged):
        read(change(seal(THREE)))


def test_a_file_opens_at_its_own_address_under_its_own_key_and_head_only():
    parts = seal(THREE)
    for other in ({"address": "cd" * 32}, {"key": bytes(32)}, {"first": head(7, bytes([1]) * 32)},
                  {"first": head(8, bytes(32))}):  # fmt: skip
        with pytest.raises(Damaged):
            read(parts, **other)
    assert read(parts) == b"onetwothree"


def test_a_head_says_which_key_and_a_broken_one_is_refused():
    assert key_id_of(FIRST) == 7
    for broken in (FIRST[:-1], b"XXXX" + FIRST[4:], b""):
        with pytest.raises(Damaged):
            key_id_of(broken)


def test_a_sealed_file_is_as_long_as_is_said():
    pieces = [bytes(chunks.CHUNK), bytes(chunks.CHUNK), b"x"]
    assert len(FIRST) + sum(map(len, seal(pieces))) == chunks.sealed_size(2 * chunks.CHUNK + 1)


def test_equal_files_sealed_twice_look_different():
    assert seal(THREE) != seal(THREE, first=head(7, bytes([9]) * 32))
