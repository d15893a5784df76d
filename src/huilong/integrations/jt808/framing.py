"""Frames out of a stream (帧): 0x7e around each, 0x7e and 0x7d escaped inside, an XOR of all bytes at the end.

JT/T 808-2019 §4.4. Some devices also say short texts in parentheses; they come out as frames too.
"""

DELIMITER = b"\x7e"
LONGEST = 4096
"""Bytes of a frame as sent. A body has at most 1023, all of which might be escaped."""
_TEXT, _TEXT_END = 0x28, b")"
_ESCAPE = b"\x7d"


def escape(inner: bytes) -> bytes:
    """What goes between two delimiters (转义)."""
    return inner.replace(b"\x7d", b"\x7d\x01").replace(b"\x7e", b"\x7d\x02")


def unescape(inner: bytes) -> bytes:
    """What was meant between two delimiters (还原); wrong escapes stay as they are, the checksum finds them."""
    return inner.replace(b"\x7d\x02", b"\x7e").replace(b"\x7d\x01", b"\x7d")


def checksum(data: bytes) -> int:
    """The XOR of all bytes (校验码): halves folded onto each other, a few operations on one long integer."""
    value = int.from_bytes(data, "little")
    if len(data) > 128:
        bits = 8 << (len(data) - 1).bit_length()
        while bits > 1024:
            bits >>= 1
            value ^= value >> bits
    value ^= value >> 512  # written out: this runs for every frame
    value ^= value >> 256
    value ^= value >> 128
    value ^= value >> 64
    value &= 0xFFFFFFFFFFFFFFFF
    value ^= value >> 32
    value ^= value >> 16
    return (value ^ value >> 8) & 0xFF


def framed(inner: bytes) -> bytes:
    """A frame as it is sent (成帧): its checksum added, escaped, between delimiters."""
    return DELIMITER + escape(inner + bytes((checksum(inner),))) + DELIMITER


class Stream:
    """What a peer sends (字节流), in whatever pieces: the same bytes give the same frames however they are cut."""

    __slots__ = ("_begun", "_skipping", "_tail", "skipped")

    def __init__(self) -> None:
        self._tail = b""
        self._begun = self._skipping = False
        self.skipped = 0

    def feed(self, data: bytes) -> list[bytes]:
        """The frames that are whole now, unescaped, without delimiters."""
        tail, *pieces = (self._tail + data if self._tail else data).split(DELIMITER)
        frames: list[bytes] = []
        if pieces:
            self._ended(tail, frames)
            tail = pieces.pop()
        for piece in pieces:  # a delimiter before and behind each: most are frames, or nothing between two frames
            if not piece:
                continue
            if piece[0] == _TEXT or len(piece) > LONGEST:
                self._ended(piece, frames)
            else:
                frames.append(unescape(piece) if _ESCAPE in piece else piece)
        self._tail = self._texts(tail, frames)
        if self._skipping or len(self._tail) > LONGEST:
            self._skipping = True
            self.skipped += len(self._tail)
            self._tail = b""
        return frames

    def _ended(self, piece: bytes, frames: list[bytes]) -> None:
        """Take the frame, or the noise, that a delimiter ends, and texts before it."""
        rest = self._texts(piece, frames)
        if self._skipping or not self._begun or len(rest) > LONGEST:
            self.skipped += len(rest)
        elif rest:
            frames.append(unescape(rest))
        self._begun, self._skipping = True, False

    def _texts(self, piece: bytes, frames: list[bytes]) -> bytes:
        """Take texts off the front of a piece; what is left."""
        while piece and piece[0] == _TEXT and not self._skipping:
            end = piece.find(_TEXT_END, 0, LONGEST)
            if end < 0:
                return piece
            frames.append(piece[: end + 1])
            piece = piece[end + 1 :]
        if piece and not self._begun:
            self._skipping = True  # noise before anything was said
        return piece
