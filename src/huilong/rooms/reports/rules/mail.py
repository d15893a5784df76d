"""What a mail that brings a pack says (投递邮件): no figure, no name; who reads it signs in."""

from datetime import date

from huilong.kernel.refusal import Says


def letter(first: date, last: date, link: str, *, attached: bool) -> tuple[Says, Says]:
    """Subject and body in both languages (邮件主题与正文)."""
    week = f"{first} – {last}"
    subject = Says(f"周会材料 {week}", f"Weekly review pack {week}")
    zh = f"{week} 的周会材料已生成。\n\n请登录后查看:{link}\n"
    en = f"The weekly review pack of {week} is there.\n\nSign in to read it: {link}\n"
    if attached:
        zh += "\n附件为同一份材料,请勿外传。\n"
        en += "\nIt is attached too; keep it to yourself.\n"
    return subject, Says(zh, en)
