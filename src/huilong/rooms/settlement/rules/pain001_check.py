"""Reading a payment message back (付款报文校验): structure in the schema's order, lengths, amounts, the control sum."""

import re
from collections.abc import Mapping
from decimal import Decimal
from xml.etree.ElementTree import Element, ParseError, fromstring

from huilong.rooms.settlement.rules.pain001 import NAMESPACE

TEXT = {
    "MsgId": r".{1,35}", "PmtInfId": r".{1,35}", "InstrId": r".{1,35}", "EndToEndId": r".{1,35}", "Nm": r".{1,140}",
    "NbOfTxs": r"[0-9]{1,15}", "CtrlSum": r"[0-9]{1,15}\.[0-9]{2}", "InstdAmt": r"[0-9]{1,15}\.[0-9]{2}",
    "PmtMtd": r"TRF|CHK|TRA", "Ccy": r"[A-Z]{3}", "Cd": r"[A-Z]{5}", "MmbId": r"[0-9]{12}", "Ustrd": r".{1,140}",
    "Dt": r"\d{4}-\d{2}-\d{2}", "CreDtTm": r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}([+-]\d{2}:\d{2}|Z)?",
    "Othr/Id": r".{1,34}",
}  # fmt: skip
"""What may stand in an element that holds text (pattern), by its name, or its parent's and its own."""
PARTY = ("Nm",)
ACCOUNT = ("Id", "Ccy?")
AGENT = ("FinInstnId",)
INSIDE: Mapping[str, tuple[str, ...]] = {
    "Document": ("CstmrCdtTrfInitn",), "CstmrCdtTrfInitn": ("GrpHdr", "PmtInf+"),
    "GrpHdr": ("MsgId", "CreDtTm", "NbOfTxs", "CtrlSum?", "InitgPty"), "InitgPty": PARTY,
    "PmtInf": ("PmtInfId", "PmtMtd", "NbOfTxs?", "CtrlSum?", "ReqdExctnDt", "Dbtr", "DbtrAcct", "DbtrAgt",
               "CdtTrfTxInf+"),
    "ReqdExctnDt": ("Dt",), "Dbtr": PARTY, "DbtrAcct": ACCOUNT, "DbtrAgt": AGENT,
    "CdtTrfTxInf": ("PmtId", "Amt", "CdtrAgt", "Cdtr", "CdtrAcct", "RmtInf?"), "PmtId": ("InstrId?", "EndToEndId"),
    "Amt": ("InstdAmt",), "CdtrAgt": AGENT, "Cdtr": PARTY, "CdtrAcct": ACCOUNT, "RmtInf": ("Ustrd",),
    "FinInstnId": ("ClrSysMmbId", "Nm?"), "ClrSysMmbId": ("ClrSysId", "MmbId"), "ClrSysId": ("Cd",),
    "Id": ("Othr",), "Othr": ("Id",),
}  # fmt: skip
"""The children of each element in their order; `?` may lack, `+` may repeat."""


def faults_of(body: bytes) -> list[str]:
    """What is wrong with a payment message (报文问题); nothing where a bank may take it."""
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        return ["declares a document type"]
    try:
        root = fromstring(body)  # noqa: S314 - our own message, and no document type in it
    except ParseError as error:
        return [f"not XML: {error}"]
    if root.tag != f"{{{NAMESPACE}}}Document":
        return [f"not {NAMESPACE}"]
    faults = _inside(root, "Document", "")
    return faults or _sums(root)


def _inside(at: Element, name: str, above: str) -> list[str]:
    children = [one.tag.removeprefix(f"{{{NAMESPACE}}}") for one in at]
    if name not in INSIDE or (name == "Id" and above == "Othr"):
        pattern = TEXT.get(f"{above}/{name}") or TEXT.get(name)
        good = not children and pattern is not None and re.fullmatch(pattern, at.text or "")
        return [] if good else [f"{above}/{name}: {at.text!r}"]
    form = "".join(f"(?:{one.rstrip('?+')} ){one[-1] if one[-1] in '?+' else ''}" for one in INSIDE[name])
    if not re.fullmatch(form, "".join(f"{one} " for one in children)):
        return [f"{name} holds {' '.join(children)}"]
    return [fault for child, tag in zip(at, children, strict=True) for fault in _inside(child, tag, name)]


def _sums(root: Element) -> list[str]:
    """Whether counts and control sums are those of the transfers."""

    def found(at: Element, path: str) -> list[Element]:
        return at.findall("/".join(f"{{{NAMESPACE}}}{one}" for one in path.split("/")))

    faults: list[str] = []
    ids = [one.text for one in root.iter(f"{{{NAMESPACE}}}EndToEndId")]
    if len(set(ids)) != len(ids):
        faults.append("EndToEndId twice")
    top = found(root, "CstmrCdtTrfInitn")[0]
    for at, inside in (*((one, "CdtTrfTxInf/Amt/InstdAmt") for one in found(top, "PmtInf")),
                       (top, "PmtInf/CdtTrfTxInf/Amt/InstdAmt")):  # fmt: skip
        amounts = [Decimal(one.text or "0") for one in found(at, inside)]
        head = found(at, "GrpHdr")[0] if at is top else at
        for name, right in (("NbOfTxs", Decimal(len(amounts))), ("CtrlSum", sum(amounts, Decimal(0)))):
            faults += [
                f"{name} is {one.text}, not {right}" for one in found(head, name) if Decimal(one.text or "0") != right
            ]
    return faults
