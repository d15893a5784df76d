"""Credit transfers as ISO 20022 says them (付款报文): pain.001.001.09, amounts with two decimals, a control sum.

Written element by element in the order of the schema; `rules/pain001_check.py` reads it back as a bank would.
"""

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from huilong.kernel.money import Fen, yuan
from huilong.rooms.settlement.terms import Order, Payer, Transfer

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
SCHEME = "CNAPS"
"""How ISO 20022's list of clearing systems calls China's bank codes of twelve digits (联行号)."""


def pain001(order: Order) -> bytes:
    """The message of a payment order (付款报文), UTF-8; the same order gives the same bytes."""
    root = Element("Document", xmlns=NAMESPACE)
    told = SubElement(root, "CstmrCdtTrfInitn")
    head = SubElement(told, "GrpHdr")
    _put(head, "MsgId", order.number)
    _put(head, "CreDtTm", order.made_at.isoformat(timespec="seconds"))
    _sums(head, order)
    _put(SubElement(head, "InitgPty"), "Nm", order.payer.name)
    block = SubElement(told, "PmtInf")
    _put(block, "PmtInfId", f"{order.number}-1")
    _put(block, "PmtMtd", "TRF")
    _sums(block, order)
    _put(SubElement(block, "ReqdExctnDt"), "Dt", order.execute_on.isoformat())
    _put(SubElement(block, "Dbtr"), "Nm", order.payer.name)
    _account(SubElement(block, "DbtrAcct"), order.payer.account, currency=True)
    _bank(SubElement(block, "DbtrAgt"), order.payer.bank, order.payer.bank_code)
    for one in order.transfers:
        _transfer(SubElement(block, "CdtTrfTxInf"), one)
    indent(root)
    body: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return body + b"\n"


def _sums(at: Element, order: Order) -> None:
    _put(at, "NbOfTxs", str(len(order.transfers)))
    _put(at, "CtrlSum", yuan(order.total_fen))


def _transfer(at: Element, one: Transfer) -> None:
    ids = SubElement(at, "PmtId")
    _put(ids, "InstrId", one.id)
    _put(ids, "EndToEndId", one.id)
    _amount(SubElement(at, "Amt"), one.fen)
    _bank(SubElement(at, "CdtrAgt"), one.bank, one.bank_code)
    _put(SubElement(at, "Cdtr"), "Nm", one.payee)
    _account(SubElement(at, "CdtrAcct"), one.account)
    _put(SubElement(at, "RmtInf"), "Ustrd", one.memo)


def _amount(at: Element, fen: Fen) -> None:
    amount = SubElement(at, "InstdAmt", Ccy="CNY")
    amount.text = yuan(fen)


def _account(at: Element, number: str, *, currency: bool = False) -> None:
    _put(SubElement(SubElement(at, "Id"), "Othr"), "Id", number)
    if currency:
        _put(at, "Ccy", "CNY")


def _bank(at: Element, name: str, code: str) -> None:
    bank = SubElement(at, "FinInstnId")
    member = SubElement(bank, "ClrSysMmbId")
    _put(SubElement(member, "ClrSysId"), "Cd", SCHEME)
    _put(member, "MmbId", code)
    _put(bank, "Nm", name)


def _put(at: Element, name: str, text: str) -> None:
    SubElement(at, name).text = text


def complete(payer: Payer) -> bool:
    """Whether everything is said of who pays that a bank asks."""
    return all((payer.name, payer.account, payer.bank, payer.bank_code))
