"""Normal forms (规范化): how a value is written before its blind index is taken, so that it is found however typed."""

import re
import unicodedata

_BESIDE = re.compile(r"[\s\-‐‑–—·•・.()/]+")
_COUNTRY = re.compile(r"^(?:\+|00)?86(?=1\d{10}$)")


def normal(field: str, text: str) -> str:
    """The normal form: full-width as half-width, no spaces, dots or dashes, one case; a phone without its +86.

    >>> normal("phone", "+86 154-1234-4005"), normal("phone", "15412344005")
    ('15412344005', '15412344005')
    >>> normal("plate", "川 i·12345"), normal("id_number", "11010119900101123x"), normal("name", "Mei  LIN")
    ('川I12345', '11010119900101123X', 'MEILIN')
    """
    kept = _BESIDE.sub("", unicodedata.normalize("NFKC", text)).upper()
    return _COUNTRY.sub("", kept) if field == "phone" else kept
