"""Parties (往来方): how a line of an entry names who it is with. No names of people, only keys."""


def firm(organisation: int) -> str:
    """A firm: an agency, a yard, a tower, a valuer (机构).

    >>> firm(7)
    'org:7'
    """
    return f"org:{organisation}"


def bidder(user: int) -> str:
    """Somebody who bids (竞买人)."""
    return f"bidder:{user}"


def vehicle_owner(loan: str) -> str:
    """Whoever a surplus of a sale belongs to (车主), by the loan: the vault knows the person."""
    return f"owner:{loan}"
