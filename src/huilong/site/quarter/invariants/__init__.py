"""What must be true after every night (不变量): a function each, which tells what it finds; to find nothing is good.

They ask the tables themselves, as the owner whom no policy binds, and by other ways than the rooms' own where that can
be: an invariant that repeats the code it looks at would find nothing.
"""

from collections.abc import Mapping

from huilong.site.quarter.invariants import authority, chain, desk, law, money, scope
from huilong.site.quarter.look import Invariant

INVARIANTS: Mapping[str, Invariant] = {
    "money": money.money, "authority": authority.authority, "law": law.law, "scope": scope.scope,
    "chain": chain.chain, "desk": desk.desk,
}  # fmt: skip
