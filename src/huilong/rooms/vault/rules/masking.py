"""Masking (脱敏): what may be seen of a person without asking: enough to tell two apart, never to reach one."""

STAR = "*"


def mask_name(name: str) -> str:
    """The surname of a Chinese name, the initials of a Latin one.

    >>> mask_name("林小岚"), mask_name("欧阳锋"), mask_name("Mei Lin"), mask_name("")
    ('林**', '欧**', 'M** L**', '')
    """
    if name.isascii():
        return " ".join(word[0] + STAR * 2 for word in name.split())
    return name[0] + STAR * (len(name) - 1 or 1)


def mask_middle(text: str, head: int, tail: int) -> str:
    """The first `head` and last `tail` characters; a text too short to hide half of it shows only its last one.

    >>> mask_middle("13712344005", 3, 4), mask_middle("330106199001011314", 4, 4), mask_middle("555-0123", 3, 4)
    ('137****4005', '3301**********1314', '*******3')
    """
    hidden = len(text) - head - tail
    if hidden < len(text) // 3 or hidden < 2:
        return STAR * (len(text) - 1) + text[-1:]
    return text[:head] + STAR * hidden + text[len(text) - tail :]


def mask_phone(phone: str) -> str:
    """The number's first three and last four digits."""
    return mask_middle(phone, 3, 4)


def mask_id_number(number: str) -> str:
    """The region and the last four characters."""
    return mask_middle(number, 4, 4)


def mask_plate(plate: str) -> str:
    """The city and the last two characters.

    >>> mask_plate("粤B12345"), mask_plate("川AD12345")
    ('粤B***45', '川A****45')
    """
    return mask_middle(plate, 2, 2)


def mask_start(text: str, shown: int) -> str:
    """The first characters of an address or employer.

    >>> mask_start("四川省成都市锦江区松影路 12 号", 6), mask_start("青禾机械", 2), mask_start("", 2)
    ('四川省成都市****', '青禾****', '')
    """
    return text[: min(shown, len(text) // 2)] + STAR * 4 if text else ""


def mask_card(number: str) -> str:
    """The last four digits of a bank card.

    >>> mask_card("6222000011112222"), mask_card("123")
    ('************2222', '**3')
    """
    return mask_middle(number, 0, 4)


def mask_email(address: str) -> str:
    """The first character and the host of an e-mail address; of what is none, as of a phone.

    >>> mask_email("linlan@example.com"), mask_email("nobody")
    ('l****@example.com', '*****y')
    """
    name, at, host = address.partition("@")
    return f"{name[:1]}{STAR * 4}{at}{host}" if at and name else mask_phone(address)


MASKS = {
    "name": mask_name,
    "id_number": mask_id_number,
    "phone": mask_phone,
    "address": lambda text: mask_start(text, 6),
    "plate": mask_plate,
    "employer": lambda text: mask_start(text, 2),
    "bank_card": mask_card,
    "email": mask_email,
}
"""How each field of a person is masked."""


def masked(field: str, value: str) -> str:
    """What may be shown of a field's value; nothing of nothing.

    >>> masked("name", "林小岚"), masked("name", ""), masked("employer", "青禾机械")
    ('林**', '', '青禾****')
    """
    return MASKS[field](value) if value else ""
