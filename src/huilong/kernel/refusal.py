"""Refusal (拒绝): an anticipated no. It says why and what to do instead, in Chinese and English."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Says:
    """One sentence in both languages."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The sentence in the reader's language: Chinese for any `zh…`, English otherwise."""
        return self.zh if language.startswith("zh") else self.en


class Refusal(Exception):
    """An anticipated no, which a door turns into a notice, problem+json or an exit code.

    `code` is stable and kebab-case; `zh`/`en` are whole sentences; `rule` names the law behind it; `remedy_zh` and
    `remedy_en` say what to do instead; `where` is the path of the offending key or the file and line, if there is one.
    """

    def __init__(
        self,
        code: str,
        *,
        zh: str,
        en: str,
        rule: str = "",
        remedy_zh: str = "",
        remedy_en: str = "",
        where: str = "",
        status: int = 409,
    ) -> None:
        super().__init__(f"{code}: {en}")
        self.code = code
        self.says = Says(zh, en)
        self.remedy = Says(remedy_zh, remedy_en)
        self.rule = rule
        self.where = where
        self.status = status
