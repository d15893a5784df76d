"""Text messages over HTTP (短信通道): SMS_CHANNEL=huilong.integrations.sms_http.channel."""

from huilong.integrations.sms_http.adapter import channel

__all__ = ["channel"]
