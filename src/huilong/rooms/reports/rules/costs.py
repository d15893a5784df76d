"""What contacting and visiting cost (触达与外访单价): unit prices of the house, read from data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from huilong.kernel.money import BadAmount, Fen, fen
from huilong.kernel.refusal import Refusal
from huilong.rooms.reports.terms import CostLine, Costs

PPM = 1_000_000


@dataclass(frozen=True)
class UnitCosts:
    """The house's unit prices (单价), in fen."""

    call_minute: Fen
    sms: Fen
    email: Fen
    letter: Fen
    visit: Fen


def read(told: Any, name: str) -> UnitCosts:
    """The prices of a YAML file. Raises Refusal `bad-costs`, naming what is wrong."""
    fields = set(UnitCosts.__dataclass_fields__)
    where = name
    try:
        if not isinstance(told, Mapping) or set(told) != fields:
            raise ValueError(", ".join(sorted(fields)))
        found = {}
        for where in sorted(fields):
            found[where] = fen(str(told[where]))
            if found[where] < 0:
                raise ValueError(str(told[where]))
        return UnitCosts(**found)
    except (BadAmount, ValueError) as error:
        raise Refusal(
            "bad-costs", status=422, where=f"{name}: {where}", zh=f"单价文件 {name} 的 {where} 有误:{error}。",
            en=f"The file of unit costs {name} is wrong at {where}: {error}.",
            remedy_zh="请对照 docs/how-to/reports.md 修改。", remedy_en="Mend it by docs/how-to/reports.md.",
        ) from None  # fmt: skip


def costs(lines: tuple[CostLine, ...], recovered_fen: Fen) -> Costs:
    """What a fen recovered cost (单位回收成本), in ppm rounded down; None where nothing came in.

    >>> costs((), 0).per_fen_ppm is None
    True
    """
    fen = sum(line.fen for line in lines)
    return Costs(lines, fen, recovered_fen, fen * PPM // recovered_fen if recovered_fen > 0 else None)
