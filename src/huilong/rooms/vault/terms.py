"""Words of the vault (隐私库): who stands beside a loan, what of them may be shown, what a feed calls its columns."""

from dataclasses import dataclass
from datetime import date

from huilong.kernel.glossary import Worded


class PersonRole(Worded):
    """How a person stands to a loan (与借据的关系)."""

    BORROWER = "borrower"
    CO_BORROWER = "co_borrower"
    GUARANTOR = "guarantor"
    SPOUSE = "spouse"
    CONTACT = "contact"


FIELDS = ("name", "id_number", "phone", "address", "plate", "employer")
"""What is sealed, in this order."""

COLUMNS = {
    "loan_id": "loan_id", "借据号": "loan_id", "borrower": "borrower", "客户号": "borrower", "role": "role",
    "角色": "role", "name": "name", "姓名": "name", "id_number": "id_number", "证件号码": "id_number",
    "phone": "phone", "手机号": "phone", "address": "address", "地址": "address", "plate": "plate",
    "车牌号": "plate", "employer": "employer", "单位": "employer",
}  # fmt: skip
"""Column names of a people file, Chinese or English, and the field each becomes."""

ROLE_NAMES = {
    "借款人": "borrower", "主借人": "borrower", "共同借款人": "co_borrower", "担保人": "guarantor", "配偶": "spouse",
    "联系人": "contact",
}  # fmt: skip


@dataclass(frozen=True)
class SealedRow:
    """One person of one loan, sealed, ready for the desk (密文行)."""

    loan_id: str
    borrower: str
    role: str
    digest: bytes
    sealed: bytes
    name_masked: str
    name_sort: str
    plate_masked: str


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
