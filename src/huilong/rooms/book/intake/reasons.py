"""Reasons (原因): why a row is set aside or a file is refused, and what to do, in Chinese and English."""

from dataclasses import dataclass

from huilong.kernel.refusal import Refusal, Says
from huilong.rooms.book.intake import cells


@dataclass(frozen=True)
class Reason:
    """One anticipated fault: a stable code, what is wrong, and what to do about it."""

    code: str
    says: Says
    remedy: Says


def _reason(code: str, zh: str, en: str, remedy_zh: str, remedy_en: str) -> Reason:
    return Reason(code, Says(zh, en), Says(remedy_zh, remedy_en))


FAULTS: dict[int, Reason] = {
    cells.MISSING: _reason(
        "missing-value",
        "必填的单元格是空的。",
        "A cell that must be filled is empty.",
        "请补上该值后重新提交此行。",
        "Fill in the value and submit the row again.",
    ),
    cells.BAD_AMOUNT: _reason(
        "bad-amount",
        "金额不是普通的十进制数。",
        "The amount is not a plain decimal number.",
        "请写成如 1234.50 的数字，不带货币符号。",
        "Write it like 1234.50, without a currency sign.",
    ),
    cells.DECIMALS: _reason(
        "too-many-decimals",
        "小数位数太多；我们不替您四舍五入。",
        "There are too many decimals; we do not round for you.",
        "金额最多两位小数，利率最多六位。",
        "Send at most two decimals for amounts, six for rates.",
    ),
    cells.NEGATIVE: _reason(
        "negative-amount",
        "金额为负数。",
        "The amount is negative.",
        "还款退回请放入冲正文件，金额写正数。",
        "Send money taken back in the reversals file, as a positive amount.",
    ),
    cells.AMOUNT_BOUNDS: _reason(
        "amount-out-of-bounds",
        "金额超过十亿。",
        "The amount is over one billion.",
        "请核对单位是否为元。",
        "Check that the unit is the currency unit, not its hundredth.",
    ),
    cells.BAD_DATE: _reason(
        "bad-date",
        "日期的写法无法识别。",
        "The date is not written in a known way.",
        "请写成 2026-01-05。",
        "Write it like 2026-01-05.",
    ),
    cells.NO_SUCH_DAY: _reason(
        "no-such-day",
        "日历上没有这一天。",
        "There is no such day in the calendar.",
        "请核对月份和日期。",
        "Check the month and the day.",
    ),
    cells.DATE_RANGE: _reason(
        "date-out-of-range",
        "年份不在 1970 至 2099 之间。",
        "The year is not between 1970 and 2099.",
        "没有日期请留空，不要写 9999 年。",
        "Leave an unknown date empty instead of writing the year 9999.",
    ),
    cells.BAD_NUMBER: _reason(
        "bad-number", "这不是数字。", "This is not a number.", "请写阿拉伯数字。", "Write it in digits."
    ),
    cells.NUMBER_RANGE: _reason(
        "number-out-of-range",
        "数字超出合理范围。",
        "The number is out of its range.",
        "请核对数值；年利率写 0.0899 或 8.99%。",
        "Check the value; a yearly rate is 0.0899 or 8.99%.",
    ),
    cells.FORMULA: _reason(
        "formula",
        "文字以 = + - @ 或制表符开头，电子表格会把它当公式执行。",
        "The text starts with = + - @ or a tab; a spreadsheet would run it as a formula.",
        "请去掉开头的符号后重新提交。",
        "Remove the leading sign and submit the row again.",
    ),
    cells.TOO_LONG: _reason(
        "too-long",
        "文字太长。",
        "The text is too long.",
        "编号最多 64 个字节，其他文字最多 400 个字节。",
        "Identifiers have at most 64 bytes, other text 400.",
    ),
    cells.CONTROL: _reason(
        "control-character",
        "文字里有不可见的控制字符或换行。",
        "The text holds an invisible control character or line break.",
        "请去掉控制字符。",
        "Remove the control characters.",
    ),
    cells.PERSONAL: _reason(
        "personal-data",
        "这里像是姓名、证件号码或手机号；个人信息不得进入借据簿。",
        "This looks like a name, an ID number or a mobile number; personal data never enters the book.",
        "请改用不含个人信息的客户号或流水号；个人信息只放在人员文件。",
        "Use an opaque key instead; personal data belongs in the people file only.",
    ),
    cells.LOST_DIGITS: _reason(
        "digits-lost",
        "编号被电子表格改成了科学计数法，末尾数字已丢失。",
        "A spreadsheet turned the identifier into scientific notation and its last digits are lost.",
        "请把该列设为文本后重新导出。",
        "Format the column as text and export it again.",
    ),
    cells.UNKNOWN_KIND: _reason(
        "unknown-kind",
        "种类不在允许的名单里。",
        "The kind is not one of those allowed.",
        "请用 fee 费用、penalty 罚息、interest 利息或 principal 本金。",
        "Use fee, penalty, interest or principal.",
    ),
    cells.BAD_FLAG: _reason(
        "bad-flag", "这里应为是或否。", "This should be yes or no.", "请写 1 或 0、是或否。", "Write 1 or 0, yes or no."
    ),
    cells.DUPLICATE: _reason(
        "duplicate-key",
        "本文件里已有同一编号的行；保留先出现的一行。",
        "This file already has a row with the same key; the first one was kept.",
        "若后一行才正确，请发送更正后的文件。",
        "If the later row is right, send a corrected file.",
    ),
    cells.COLLISION: _reason(
        "key-collision",
        "此借据号与另一借据号的内部键相同。",
        "The key of this loan number equals that of another loan number.",
        "请联系管理员；极少发生，需要为该借据改用别名。",
        "Ask the administrator; this is very rare and needs an alias for the loan.",
    ),
    cells.COLUMNS: _reason(
        "wrong-cell-count",
        "此行的单元格数与表头不同。",
        "The row has more or fewer cells than the header.",
        "含逗号的文字请加双引号。",
        "Put text that holds a comma in double quotes.",
    ),
    cells.ORDER: _reason(
        "dates-out-of-order",
        "结束日早于开始日。",
        "The end is before the start.",
        "请核对两个日期。",
        "Check the two dates.",
    ),
}

FILE_REASONS: dict[str, Reason] = {
    r.code: r
    for r in (
        _reason(
            "wrong-header",
            "表头缺少必需的列：{detail}。",
            "The header lacks columns that are needed: {detail}.",
            "请按列名说明补齐表头后整份重发。",
            "Add the columns as documented and send the whole file again.",
        ),
        _reason(
            "repeated-column",
            "同一列在表头里出现两次：{detail}。",
            "A column appears twice in the header: {detail}.",
            "请删去重复的列。",
            "Remove the repeated column.",
        ),
        _reason(
            "undecodable",
            "文字既不是 UTF-8 也不是 GB18030（{detail}）。",
            "The text is neither UTF-8 nor GB18030 ({detail}).",
            "请另存为 UTF-8 的 CSV。",
            "Save it as CSV in UTF-8.",
        ),
        _reason(
            "unreadable",
            "文件无法读取（{detail}）。",
            "The file cannot be read ({detail}).",
            "文件可能损坏或不完整，请重发。",
            "It may be damaged or incomplete; send it again.",
        ),
        _reason(
            "empty-file",
            "文件是空的，连表头也没有。",
            "The file is empty; there is not even a header.",
            "没有数据时也请发送表头。",
            "Send the header even when there are no rows.",
        ),
        _reason(
            "too-large",
            "文件解开后超过允许的大小（{detail}）。",
            "Unpacked, the file is larger than allowed ({detail}).",
            "请拆成多份，如 receipts_1.csv。",
            "Split it, for example into receipts_1.csv.",
        ),
        _reason(
            "too-many-rows",
            "行数超过允许的上限（{detail}）。",
            "There are more rows than allowed ({detail}).",
            "请拆成多份，如 receipts_1.csv。",
            "Split it, for example into receipts_1.csv.",
        ),
        _reason(
            "too-many-columns",
            "列数超过允许的上限（{detail}）。",
            "There are more columns than allowed ({detail}).",
            "请只发送需要的列。",
            "Send only the columns that are needed.",
        ),
        _reason(
            "too-many-bad-rows",
            "有问题的行太多（{detail}），整份文件未收。",
            "Too many rows are bad ({detail}); nothing of the file was taken.",
            "多半是整列格式不对，请改正后重发。",
            "A whole column is probably in the wrong format; correct it and send it again.",
        ),
        _reason(
            "control-mismatch",
            "与对账文件不符：{detail}。",
            "It does not agree with the control file: {detail}.",
            "请核对后重发数据文件或对账文件。",
            "Check, then send the file or the control file again.",
        ),
        _reason(
            "control-missing-file",
            "对账文件列出了 {detail}，但没有收到。",
            "The control file lists {detail}, which has not arrived.",
            "请补发该文件。",
            "Send the missing file.",
        ),
        _reason(
            "unknown-file",
            "文件名不在此格式里。",
            "The profile knows no file of this name.",
            "请按说明命名，如 receipts.csv。",
            "Name it as documented, for example receipts.csv.",
        ),
        _reason(
            "outside-folder",
            "这是链接或不在收件夹内，未打开。",
            "It is a link or lies outside the folder; it was not opened.",
            "请放入真实的文件。",
            "Put the file itself there.",
        ),
        _reason(
            "changed-while-reading",
            "读取时文件仍在变动。",
            "The file changed while it was read.",
            "请写完后再放入，或先用 .part 结尾。",
            "Finish writing first, or use a name ending in .part meanwhile.",
        ),
        _reason(
            "no-file-date",
            "无法得知文件是哪一天的。",
            "There is no telling which day the file is of.",
            "请放入以日期命名的文件夹，或指定 --known-on。",
            "Put it in a folder named by the day or give --known-on.",
        ),
    )
}


def file_refusal(code: str, detail: str = "", where: str = "") -> Refusal:
    """The refusal of a whole file (整份拒收) for the reason `code`; `detail` fills its sentence."""
    reason = FILE_REASONS[code]
    return Refusal(
        code,
        zh=reason.says.zh.format(detail=detail),
        en=reason.says.en.format(detail=detail),
        remedy_zh=reason.remedy.zh,
        remedy_en=reason.remedy.en,
        where=where,
        status=422,
    )


def reason_by_code(code: str) -> Reason:
    """The reason with this stable code, of a row or of a file."""
    for reason in FAULTS.values():
        if reason.code == code:
            return reason
    return FILE_REASONS[code]
