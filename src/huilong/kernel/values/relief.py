"""The words of relief (减免用词)."""

from huilong.kernel.words import Word, words

RELIEF: dict[str, tuple[Word, ...]] = {
    "ReliefKind": words(
        """
        waiver | 减免 | waiver | penalty, fees or interest given up
        extension | 展期 | extension | due dates moved out
        flexible_plan | 弹性还款 | flexible plan | smaller amounts for a while
        settlement | 减免结清 | settlement | closed for less than is owed
        """
    ),
}
