"""Vehicle identification numbers (车架号): how they are shown."""


def mask_vin(vin: str) -> str:
    """A VIN for lists: maker and the last four (ISO 3779).

    >>> mask_vin("LSVAA4182E2123456")
    'LSV**********3456'
    """
    return f"{vin[:3]}{'*' * (len(vin) - 7)}{vin[-4:]}" if len(vin) > 7 else "*" * len(vin)
