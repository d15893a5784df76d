"""Sub-packages put together again (分包重组), within bounds: nobody fills our memory with messages he never ends."""

from collections import OrderedDict
from dataclasses import dataclass, field

from huilong.integrations.jt808.frames import Frame, Refused

MOST_PARTS = 256
MOST_BYTES = 256 * 1024
MOST_OPEN = 4
"""Messages of one session that may be under way at once; the oldest is given up for a new one."""


@dataclass(slots=True)
class _Open:
    parts: int
    size: int = 0
    pieces: dict[int, bytes] = field(default_factory=dict)


class Parts:
    """The sub-packages of one session (分包)."""

    __slots__ = ("_open", "given_up")

    def __init__(self) -> None:
        self._open: OrderedDict[tuple[int, int], _Open] = OrderedDict()
        self.given_up = 0

    def put(self, frame: Frame) -> Frame | Refused | None:
        """The whole message once its last part is there; None until then. Parts may come in any order, and twice."""
        if frame.parts > MOST_PARTS:
            return Refused("part")
        key = (frame.message, (frame.serial - frame.part + 1) & 0xFFFF)
        found = self._open.get(key)
        if found is None or found.parts != frame.parts:
            self._open.pop(key, None)
            found = self._open[key] = _Open(frame.parts)
            if len(self._open) > MOST_OPEN:
                self._open.popitem(last=False)
                self.given_up += 1
        if frame.part not in found.pieces:
            found.size += len(frame.body)
            found.pieces[frame.part] = frame.body
        if found.size > MOST_BYTES:
            del self._open[key]
            self.given_up += 1
            return Refused("part")
        if len(found.pieces) < found.parts:
            return None
        del self._open[key]
        body = b"".join(found.pieces[number] for number in range(1, found.parts + 1))
        return frame._replace(body=body, part=0, parts=0, serial=frame.serial)
