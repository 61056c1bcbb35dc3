"""Signatures of Tencent Cloud's calls: TC3-HMAC-SHA256."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime

SERVICE = "sms"
CONTENT_TYPE = "application/json; charset=utf-8"
SIGNED_HEADERS = "content-type;host;x-tc-action"


@dataclass(frozen=True)
class Key:
    """A key of the account."""

    secret_id: str
    secret: str


def authorization(body: bytes, *, host: str, action: str, key: Key, at: datetime) -> str:
    """The header ``Authorization`` of a POST of `body` to the root of `host`, signed at `at` (any time zone)."""
    moment = int(at.timestamp())
    day = at.astimezone(UTC).strftime("%Y-%m-%d")
    request = _request(body, host=host, action=action)
    scope = f"{day}/{SERVICE}/tc3_request"
    to_sign = f"TC3-HMAC-SHA256\n{moment}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
    derived = _hmac(_hmac(_hmac(f"TC3{key.secret}".encode(), day), SERVICE), "tc3_request")
    signature = hmac.new(derived, to_sign.encode(), hashlib.sha256).hexdigest()
    credential = f"Credential={key.secret_id}/{scope}"
    return f"TC3-HMAC-SHA256 {credential}, SignedHeaders={SIGNED_HEADERS}, Signature={signature}"


def _request(body: bytes, *, host: str, action: str) -> str:
    headers = f"content-type:{CONTENT_TYPE}\nhost:{host.lower()}\nx-tc-action:{action.lower()}\n"
    return f"POST\n/\n\n{headers}\n{SIGNED_HEADERS}\n{hashlib.sha256(body).hexdigest()}"


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()
