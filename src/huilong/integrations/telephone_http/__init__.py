"""Click-to-call over HTTP (点击呼叫): TELEPHONY=huilong.integrations.telephone_http.telephony."""

from huilong.integrations.telephone_http.adapter import telephony

__all__ = ["telephony"]
