"""The papers a transfer needs (过户资料清单): by what secures the loan, and by what the register says."""

from collections.abc import Mapping
from typing import Any

from huilong.rooms.disposal.terms.sale import TransferPaper

ALWAYS = (
    TransferPaper.SALE_CONTRACT, TransferPaper.INVOICE, TransferPaper.REGISTRATION_CERTIFICATE,
    TransferPaper.DRIVING_LICENCE, TransferPaper.HANDOVER,
)  # fmt: skip


def needed_papers(product: str, told: Mapping[str, Any]) -> tuple[TransferPaper, ...]:
    """What has to be there before the vehicle is handed over (应备资料), in the order it is usually got.

    A registered mortgage is released; the owner signs, or the court's notice stands in his place, unless the lender
    is the owner as a lessor is. Source: 机动车登记规定第26、29、30、33、36条.
    """
    found = list(ALWAYS)
    if told.get("mortgage_registered") is True:
        found.insert(4, TransferPaper.MORTGAGE_RELEASE)
    if not product.startswith("auto_lease"):
        found.insert(4, TransferPaper.OWNER_SIGNATURE)
    return tuple(found)
