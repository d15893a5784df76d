"""Notes of objections (异议备注): what a sealed one is bound to."""


def bound_to(line: int, who: str) -> str:
    """What a note is sealed to, so that it cannot be moved to another line or side.

    >>> bound_to(17, "firm")
    'dispute:17:firm'
    """
    return f"dispute:{line}:{who}"
