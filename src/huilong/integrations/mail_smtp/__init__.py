"""E-mail over SMTP (电子邮件通道): MAIL_CHANNEL=huilong.integrations.mail_smtp.channel."""

from huilong.integrations.mail_smtp.adapter import channel

__all__ = ["channel"]
