"""A fleet that does not exist (合成车队): what its devices would tell, with the truth beside it."""

from huilong.integrations.synthetic_fleet.fleet import Fleet, Signals, make_fleet

__all__ = ["Fleet", "Signals", "make_fleet"]
