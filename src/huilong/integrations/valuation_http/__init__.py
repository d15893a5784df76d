"""Values over HTTP (估值服务): VALUER=huilong.integrations.valuation_http.valuer."""

from huilong.integrations.valuation_http.adapter import valuer

__all__ = ["valuer"]
