"""Words of the vault (隐私库): who stands beside a loan, what of them may be shown, what a feed calls its columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from huilong.kernel.glossary import Worded


class PersonRole(Worded):
    """How a person stands to a loan (与借据的关系)."""

    BORROWER = "borrower"
    CO_BORROWER = "co_borrower"
    GUARANTOR = "guarantor"
    SPOUSE = "spouse"
    CONTACT = "contact"


class RevealPurpose(Worded):
    """What a value is seen unmasked for (查看用途)."""

    CALL = "call"
    VISIT = "visit"
    LETTER = "letter"
    VERIFY = "verify"
    COMPLAINT = "complaint"
    LAWSUIT = "lawsuit"
    AUDIT = "audit"


FIELDS = ("name", "id_number", "phone", "address", "plate", "employer", "bank_card", "email")
"""What is sealed, each by itself."""

SEARCHED = ("name", "id_number", "phone", "plate", "bank_card")
"""What exact search finds."""

COLUMNS = {
    "loan_id": "loan_id", "借据号": "loan_id", "borrower": "borrower", "客户号": "borrower", "role": "role",
    "角色": "role", "name": "name", "姓名": "name", "id_number": "id_number", "证件号码": "id_number",
    "phone": "phone", "手机号": "phone", "address": "address", "地址": "address", "plate": "plate",
    "车牌号": "plate", "employer": "employer", "单位": "employer", "bank_card": "bank_card", "银行卡号": "bank_card",
    "email": "email", "e-mail": "email", "邮箱": "email", "电子邮箱": "email",
}  # fmt: skip
"""Column names of a people file, Chinese or English, and the field each becomes."""

ROLE_NAMES = {
    "借款人": "borrower", "主借人": "borrower", "共同借款人": "co_borrower", "担保人": "guarantor", "配偶": "spouse",
    "联系人": "contact",
}  # fmt: skip


@dataclass(frozen=True)
class SealedRow:
    """One person of one loan, sealed, ready for the desk (密文行): by field what is shown, sealed and searched by."""

    loan_id: str
    borrower: str
    role: str
    digest: bytes
    name_sort: str
    masked: Mapping[str, str]
    sealed: Mapping[str, bytes]
    blinds: Mapping[str, bytes]


@dataclass(frozen=True)
class MaskedPerson:
    """What a screen may show of a person without a reason (脱敏)."""

    id: int
    loan_id: str
    role: PersonRole
    name: str
    id_number: str
    phone: str
    address: str
    plate: str
    employer: str
    bank_card: str = ""
    email: str = ""


@dataclass(frozen=True)
class Taken:
    """What came of taking in people (入库结果): counts only, never values."""

    files: int
    rows_read: int
    rows_refused: int
    people: int
    loans: int
    missing: int


@dataclass(frozen=True)
class Missing:
    """A loan that entered collections without its people (缺客户资料): the lender is asked to send them."""

    loan_id: str
    since: date


class MasterKeys(Protocol):
    """A port: who keeps the master key (主密钥) that wraps the data keys. `context` is told again to unwrap."""

    def wrap(self, plain: bytes, context: str) -> tuple[str, bytes]:
        """The name of the current master key, and the bytes wrapped under it."""

    def unwrap(self, master: str, wrapped: bytes, context: str) -> bytes:
        """The bytes again."""

    def make_first(self) -> None:
        """Make the first master key, when nothing was ever wrapped and this keeper makes its own."""

    def renew(self) -> str:
        """Make a new master key the current one, if this keeper makes its own; the name of the current one."""

    def forget_old(self) -> None:
        """Nothing is wrapped under older master keys any more."""


@dataclass(frozen=True)
class Rotated:
    """What came of a rotation (轮换结果)."""

    rewrapped: int
    resealed: int


@dataclass(frozen=True)
class FoundPerson:
    """A person that exact search found (精确查找): never more than whose loan it is, and by which value."""

    person: int
    loan_id: str
    field: str
    name: str
    role: PersonRole


@dataclass(frozen=True)
class Seen:
    """A value seen unmasked (明文), and how many more the one who looked may see that day."""

    value: str
    left: int


@dataclass(frozen=True)
class Leaving:
    """A loan that left collections (出催): when and why."""

    loan_id: str
    left_on: date
    reason: str


@dataclass(frozen=True)
class Retained:
    """What came of a night's look at what is kept (留存检查): counts only."""

    started: int
    stopped: int
    erased_loans: int
    erased_people: int
    without_reason: int


@dataclass(frozen=True)
class PeopleErased:
    """People are being erased (个人信息删除), told in the same transaction; a listener may refuse when `asked` for."""

    loan_ids: tuple[str, ...]
    on: date
    asked: bool
