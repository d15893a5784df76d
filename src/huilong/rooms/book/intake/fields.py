"""The book's tables as files bring them (字段): each column's type, whether it must be filled, and what makes a key."""

from dataclasses import dataclass, replace

ID, BORROWER, TEXT, AMOUNT, BALANCE, DAY, RATE, COUNT, FLAG, KIND = (
    "id", "borrower", "text", "amount", "balance", "day", "rate", "count", "flag", "kind"
)  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One column of a table: its name in files, its type, its name in the book, and whether it must be filled.

    `default` is stored where the cell is empty or the column absent; None stores a null.
    """

    name: str
    type: str
    needed: bool = False
    default: int | str | None = None
    stored: str = ""

    @property
    def book_name(self) -> str:
        """The column's name in the book."""
        return self.stored or self.name


@dataclass(frozen=True)
class Table:
    """One table: its columns, the columns that tell rows apart, the amount a control file sums."""

    name: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    amount: str | None = None
    ordered: tuple[str, str] | None = None


def _loan() -> Field:
    return Field("loan_id", ID, needed=True)


KNOWN_ON = Field("known_on", DAY)
"""Any table may say when each row became known, where one delivery covers several days; else it is the file's day."""


def _with_known(table: Table) -> Table:
    return replace(table, fields=(*table.fields, KNOWN_ON))


TABLES: dict[str, Table] = {
    t.name: _with_known(t)
    for t in (
        Table(
            "loans",
            (
                _loan(),
                Field("borrower", BORROWER, needed=True),
                Field("product", TEXT, default=""),
                Field("currency", TEXT, default="CNY"),
                Field("disbursed_on", DAY, needed=True),
                Field("principal", AMOUNT, needed=True),
                Field("annual_rate", RATE, default=0, stored="annual_rate_ppm"),
                Field("term_months", COUNT, default=0),
                Field("first_due_on", DAY),
                Field("region", TEXT, default=""),
                Field("city", TEXT, default=""),
                Field("dealer", TEXT, default=""),
                Field("write_off_on", DAY),
                Field("closed_on", DAY),
            ),
            key=("loan_id",),
            amount="principal",
        ),
        Table(
            "instalments",
            (
                _loan(),
                Field("version", COUNT, default=0),
                Field("no", COUNT, needed=True),
                Field("due_on", DAY, needed=True),
                Field("principal", AMOUNT, needed=True),
                Field("interest", AMOUNT, default=0),
                Field("fee", AMOUNT, default=0),
                Field("down_payment", FLAG, default=0),
            ),
            key=("loan_id", "version", "no"),
            amount="principal",
        ),
        Table(
            "schedules",
            (
                _loan(),
                Field("version", COUNT, needed=True),
                Field("from_on", DAY, needed=True),
                Field("reason", TEXT, default=""),
            ),
            key=("loan_id", "version"),
        ),
        Table(
            "receipts",
            (
                _loan(),
                Field("receipt_id", ID, needed=True),
                Field("on", DAY, needed=True),
                Field("amount", AMOUNT, needed=True),
                Field("channel", TEXT, default=""),
            ),
            key=("loan_id", "receipt_id"),
            amount="amount",
        ),
        Table(
            "reversals",
            (
                _loan(),
                Field("receipt_id", ID, needed=True),
                Field("on", DAY, needed=True),
                Field("amount", AMOUNT, default=0),
            ),
            key=("loan_id", "receipt_id", "on"),
            amount="amount",
        ),
        Table(
            "charges",
            (
                _loan(),
                Field("charge_id", ID, needed=True),
                Field("kind", KIND, needed=True),
                Field("due_on", DAY, needed=True),
                Field("amount", AMOUNT, needed=True),
            ),
            key=("loan_id", "charge_id"),
            amount="amount",
        ),
        Table(
            "waivers",
            (
                _loan(),
                Field("waiver_id", ID, needed=True),
                Field("on", DAY, needed=True),
                Field("kind", KIND, needed=True),
                Field("amount", AMOUNT, needed=True),
            ),
            key=("loan_id", "waiver_id"),
            amount="amount",
        ),
        Table(
            "pauses",
            (
                _loan(),
                Field("pause_id", ID, needed=True),
                Field("from_on", DAY, needed=True),
                Field("to_on", DAY, needed=True),
            ),
            key=("loan_id", "pause_id"),
            ordered=("from_on", "to_on"),
        ),
        Table(
            "vehicles",
            (
                _loan(),
                Field("vehicle_id", ID, needed=True),
                Field("make", TEXT, default=""),
                Field("model", TEXT, default=""),
                Field("year", COUNT, default=0),
                Field("used", FLAG, default=0),
                Field("value", AMOUNT, needed=True),
                Field("value_on", DAY, needed=True),
            ),
            key=("loan_id", "vehicle_id", "value_on"),
            amount="value",
        ),
    )
}

KINDS = {
    "fee": "fee", "费用": "fee", "手续费": "fee",
    "penalty": "penalty", "罚息": "penalty", "违约金": "penalty",
    "interest": "interest", "利息": "interest",
    "principal": "principal", "本金": "principal",
}  # fmt: skip
"""What a charge or waiver may be of (费用种类), as files write it → as the book keeps it."""
