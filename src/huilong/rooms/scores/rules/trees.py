"""Trees (树模型求值): the sum of what the leaves of many trees say of a case, and what each feature had to do with it.

A plain function over arrays: as it stands it answers for one case, compiled (`engine.compile.compiled`) for all.
Nodes of all trees stand in one list; `left` and `right` are places in it. A leaf has feature −1. `value` of a node that
is no leaf is the mean of the leaves below it, weighed by the cases they were trained on.
"""

import numpy as np

from huilong.rooms.scores.rules.panel import Floats, Ints


def leaf_sums(
    cases: Floats, roots: Ints, feature: Ints, threshold: Floats, missing_left: Ints, left: Ints, right: Ints,
    value: Floats, total: Floats,
) -> None:  # fmt: skip
    """Add to `total`, for each case (a row), the value of the leaf it falls into, tree by tree (叶值求和)."""
    for case in range(cases.shape[0]):
        added = 0.0
        for tree in range(roots.shape[0]):
            node = roots[tree]
            while feature[node] >= 0:
                found = cases[case, feature[node]]
                if np.isnan(found):
                    goes_left = missing_left[node] == 1
                else:
                    goes_left = found <= threshold[node]
                node = left[node] if goes_left else right[node]
            added += value[node]
        total[case] += added


def path_shares(
    cases: Floats, roots: Ints, feature: Ints, threshold: Floats, missing_left: Ints, left: Ints, right: Ints,
    value: Floats, shares: Floats,
) -> None:  # fmt: skip
    """Add to `shares` (case × feature) what each feature moved on the way from root to leaf (路径归因).

    With the values of the roots they add up to `leaf_sums`. After Saabas, "Interpreting random forests" (2014).
    """
    for case in range(cases.shape[0]):
        for tree in range(roots.shape[0]):
            node = roots[tree]
            while feature[node] >= 0:
                found = cases[case, feature[node]]
                if np.isnan(found):
                    goes_left = missing_left[node] == 1
                else:
                    goes_left = found <= threshold[node]
                following = left[node] if goes_left else right[node]
                shares[case, feature[node]] += value[following] - value[node]
                node = following
