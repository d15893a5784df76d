"""Signatures of our requests (请求签名): ACS3-HMAC-SHA256 as Alibaba Cloud publishes it.

A request is signed over its method, path, query, headers and the hash of its body.
"""

import hashlib
import hmac
from collections.abc import Mapping

ALGORITHM = "ACS3-HMAC-SHA256"


def signature_of(secret: str, method: str, path: str, query: str, headers: Mapping[str, str]) -> str:
    """The signature of a request (请求签名), in hex.

    `headers` are those signed, names in lower case, with the body's hash among them. Source: https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature
    """
    names = sorted(headers)
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in names)
    canonical = "\n".join([method, path, query, lines, ";".join(names), headers["x-acs-content-sha256"]])
    to_sign = f"{ALGORITHM}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    return hmac.digest(secret.encode(), to_sign.encode(), hashlib.sha256).hex()


def authorization(key: str, secret: str, method: str, path: str, query: str, headers: Mapping[str, str]) -> str:
    """The Authorization header of a request (鉴权头)."""
    signature = signature_of(secret, method, path, query, headers)
    return f"{ALGORITHM} Credential={key},SignedHeaders={';'.join(sorted(headers))},Signature={signature}"
