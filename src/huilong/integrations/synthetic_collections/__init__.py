"""A past of collections that never was (合成催收历史): borrowers, a randomised past policy, outcomes of known causes.

A simulator, for tests and benchmarks of estimates: because every effect is set here, the truth an interval should cover
is known. It says nothing of real borrowers.
"""

from huilong.integrations.synthetic_collections.world import Past, history, truth

__all__ = ["Past", "history", "truth"]
