"""What mail can be handed over to (收件地址)."""

import re

_LABEL = r"[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?"
ADDRESS = re.compile(rf"[!#$%&'*+/=?^_`{{|}}~.0-9A-Za-z-]{{1,64}}@(?:{_LABEL}\.)+[0-9A-Za-z-]{{2,63}}")
MOST_ADDRESS = 254


def is_address(text: str) -> bool:
    """Whether mail can be handed over to it (收件地址): one plain ASCII address, nothing around it."""
    return len(text) <= MOST_ADDRESS and ADDRESS.fullmatch(text) is not None
