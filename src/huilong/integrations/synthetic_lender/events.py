"""What happened (事件), gathered month by month while a block of loans lives; rows point at loans by position."""

import numpy as np

from huilong.integrations.synthetic_lender.chance import Ints

RECEIPT = ("loan", "on", "amount", "channel", "serial", "known")
REVERSAL = ("loan", "serial", "on", "amount", "known")
CHARGE = ("loan", "on", "amount", "known")
WAIVER = ("loan", "on", "kind", "amount", "known")
PAUSE = ("loan", "from_on", "to_on", "known")
SCHEDULE = ("loan", "from_on", "known")
INSTALMENT = ("loan", "no", "due", "principal", "interest", "fee", "known")
ENDING = ("loan", "write_off", "on", "known")
LATE = ("loan", "first", "last")
STATE = ("loan", "month", "state", "ability", "willingness", "intent", "paid")
KINDS = {
    "receipts": RECEIPT,
    "reversals": REVERSAL,
    "charges": CHARGE,
    "waivers": WAIVER,
    "pauses": PAUSE,
    "schedules": SCHEDULE,
    "instalments": INSTALMENT,
    "endings": ENDING,
    "late": LATE,
    "states": STATE,
}

CHANNELS = ("auto_debit", "transfer", "wechat", "alipay", "counter", "vehicle_sale", "down_payment")
AUTO_DEBIT, TRANSFER, WECHAT, ALIPAY, COUNTER, VEHICLE_SALE, DOWN_PAYMENT = range(7)
WAIVED_KINDS = ("penalty", "fee", "interest")
WAIVED_PENALTY, WAIVED_FEE, WAIVED_INTEREST = range(3)


class Events:
    """Columns of every kind of event of one block (事件簿): write with `add`, read with `columns`."""

    def __init__(self) -> None:
        self._parts: dict[str, dict[str, list[Ints]]] = {
            kind: {name: [] for name in names} for kind, names in KINDS.items()
        }
        self._serial = 0

    def add(self, table: str, /, **columns: Ints | int) -> None:
        """Add rows of one table; scalars are repeated to the length of `loan`."""
        rows = len(columns["loan"])  # type: ignore[arg-type]
        if not rows:
            return
        for name, parts in self._parts[table].items():
            value = columns[name]
            parts.append(np.full(rows, value) if np.ndim(value) == 0 else np.asarray(value))

    def receive(self, loan: Ints, on: Ints, amount: Ints, channel: Ints | int, known: Ints) -> Ints:
        """Add receipts; returns their serial numbers within the block, for reversals to point at."""
        serial = np.arange(self._serial, self._serial + len(loan))
        self._serial += len(loan)
        self.add("receipts", loan=loan, on=on, amount=amount, channel=channel, serial=serial, known=known)
        return serial

    def columns(self, kind: str) -> dict[str, Ints]:
        """All rows of one kind, in the order they were added."""
        return {
            name: np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)
            for name, parts in self._parts[kind].items()
        }
