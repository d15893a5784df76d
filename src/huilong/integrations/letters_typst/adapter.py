"""The typesetter (排版): layouts in Typst, values as data, equal bytes for equal letters. PDF/A-2b, for the archive."""

import importlib.util
import json
import os
import re
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import cast

import typst

from huilong.integrations.letters_typst.fields import Unfit
from huilong.integrations.letters_typst.layouts import FILES, LAYOUTS
from huilong.kernel.refusal import Refusal
from huilong.rooms.contact.terms import Letter, Typesetter

FOLDER = Path(__file__).parent / "layouts"
FONT_PATHS = ("/usr/share/fonts", "/usr/local/share/fonts")
FONT_PACKAGE = "pylopdf_fonts_zh_cn"
"""A package of Noto's Chinese fonts on PyPI (OFL 1.1); used if it is installed."""
SERIF = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "SimSun")
SANS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "SimHei")


def typesetter() -> Typesetter:
    """The typesetter with the fonts of this machine (按本机字体建立排版); LETTERS_FONT_PATHS names other folders."""
    told = os.environ.get("LETTERS_FONT_PATHS")
    return LettersByTypst(told.split(os.pathsep) if told else [*FONT_PATHS, *_packaged()])


class LettersByTypst:
    """Sets letters in type (信函排版). Refuses `no-chinese-font` where no font has Chinese characters.

    Fonts are read and layouts parsed once and kept. Threads may share it: they set one letter after the other.
    """

    def __init__(self, font_paths: Sequence[str | Path]) -> None:
        there = [str(path) for path in font_paths if Path(path).is_dir()]
        self.fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=there)
        families = self.fonts.families()
        serif, sans = ([one for one in wanted if one in families] for wanted in (SERIF, SANS))
        if not serif and not sans:
            raise Refusal(
                "no-chinese-font",
                zh="没有找到中文字体,无法排版信函。", en="No Chinese font is found: letters cannot be set.",
                remedy_zh="请安装 Debian 软件包 fonts-noto-cjk,或用 LETTERS_FONT_PATHS 指定字体目录。",
                remedy_en="Install the Debian package fonts-noto-cjk, or name a folder in LETTERS_FONT_PATHS.",
                where=os.pathsep.join(map(str, font_paths)),
            )  # fmt: skip
        self.families = json.dumps({"body": [*serif, *sans], "head": [*sans, *serif]}, ensure_ascii=False)
        self._compilers: dict[str, typst.Compiler] = {}
        self._one_at_a_time = threading.Lock()

    def pdf(self, letter: Letter) -> bytes:
        """The letter as PDF/A-2b; refuses `bad-letter`, `where` naming the field, or a character no font has."""
        layout = LAYOUTS.get(letter.layout)
        if layout is None:
            raise _bad(f"没有版式 {letter.layout}。", f"There is no layout {letter.layout}.", "layout")
        try:
            shown = layout.shown(letter.values, "")
        except Unfit as unfit:
            raise _bad(
                f"信函的字段 {unfit} 缺失或不合要求。", f"The letter's field {unfit} is missing or unfit.", str(unfit)
            ) from None
        return self.set(letter.layout, {"letter": json.dumps(shown, ensure_ascii=False)}, _dated(letter.values["on"]))

    def set(self, layout: str, inputs: Mapping[str, str], at: datetime) -> bytes:
        """A layout with its inputs as PDF/A-2b, dated `at` (排版); refuses `bad-letter`."""
        try:
            with self._one_at_a_time:
                told = self._compiler(layout).compile(
                    sys_inputs={**inputs, "fonts": self.families}, timestamp=at, pdf_standards="a-2b"
                )
        except typst.TypstError as error:
            raise _unset(error) from error
        return cast(bytes, told)  # a PDF is one file, never one for each page

    def _compiler(self, layout: str) -> typst.Compiler:
        """The layout's compiler, made at first use. It reads nothing outside its folder and fetches no packages."""
        if layout not in self._compilers:
            file = FOLDER / f"{FILES.get(layout, layout)}.typ"
            self._compilers[layout] = typst.Compiler(
                str(file), root=str(FOLDER), font_paths=self.fonts, ignore_system_fonts=True,
                package_path=str(FOLDER), package_cache_path=str(FOLDER),
            )  # fmt: skip
        return self._compilers[layout]


def _packaged() -> list[str]:
    """The folder of the font package, if it is installed."""
    found = importlib.util.find_spec(FONT_PACKAGE)
    return [str(Path(found.origin).parent)] if found and found.origin else []


def _dated(on: object) -> datetime:
    """The letter's own date is the file's: a clock would change its bytes."""
    day = date.fromisoformat(on) if isinstance(on, str) else cast(date, on)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _unset(error: typst.TypstError) -> Refusal:
    """What kept a checked letter from being set: as a rule a character that no font here has."""
    if missing := re.search(r'the text `"(.*)"` could not be displayed', error.message):
        said = missing[1][:20]
        return _bad(f"本机字体中没有这些字:{said}", f"No font here has these characters: {said}", "characters")
    return _bad("版式无法排印这封信函。", "The layout cannot set this letter.", "layout")


def _bad(zh: str, en: str, where: str) -> Refusal:
    return Refusal("bad-letter", zh=zh, en=en, where=where, status=422)
