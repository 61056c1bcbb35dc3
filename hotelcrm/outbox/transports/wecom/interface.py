"""Calls of WeCom's interface, which wants an access token with each of them."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from hotelcrm.outbox.transports import http
from hotelcrm.outbox.transports.contract import Envelope, Fate, Option, Outcome

from . import codes, tokens

# What both kinds of senders are told.
ACCOUNT = (
    Option("corp_id", _("corporation's ID")),
    Option("secret", _("secret"), is_secret=True),
    Option("endpoint", _("address of the interface"), default="https://qyapi.weixin.qq.com"),
)


class RefusedError(Exception):
    """WeCom refused the call as a whole."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.code)
        self.outcome = outcome


class Interface:
    """WeCom for one account; a token that has gone stale is replaced once, which costs one more call."""

    def __init__(self, told: Mapping[str, str], timeouts: http.Timeouts | None = None) -> None:
        self._told = told
        self._caller = http.Caller(timeouts)

    def close(self) -> None:
        """Let the connection go."""
        self._caller.close()

    def post(self, path: str, payload: Mapping[str, object]) -> dict[str, Any]:
        """What WeCom says to `payload`. Raises `RefusedError`, and what the road raises."""
        corporation, secret = self._told["corp_id"], self._told["secret"]
        said = self._said(path, payload, tokens.kept(corporation, secret) or self._new_token())
        if said["errcode"] in codes.TOKEN_IS_STALE:
            said = self._said(path, payload, self._new_token())
        if said["errcode"] != codes.OK:
            raise RefusedError(_outcome(said["errcode"]))
        return said

    def _said(self, path: str, payload: Mapping[str, object], token: str) -> dict[str, Any]:
        body = json.dumps(payload, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8"}
        return _read(
            self._caller.call("POST", self._url(path), query={"access_token": token}, body=body, headers=headers)
        )

    def _new_token(self) -> str:
        """Ask for a token; whatever goes wrong, nothing of the message was sent."""
        corporation, secret = self._told["corp_id"], self._told["secret"]
        query = {"corpid": corporation, "corpsecret": secret}
        try:
            said = _read(self._caller.call("GET", self._url("gettoken"), query=query))
        except http.NoReplyError as fault:
            raise http.RoadDownError(str(fault)) from None
        token = str(said.get("access_token") or "")
        if said["errcode"] != codes.OK or not token:
            raise RefusedError(_outcome(said["errcode"]) if said["errcode"] else Outcome(Fate.LATER, code="no_token"))
        tokens.keep(corporation, secret, token, seconds=int(said.get("expires_in") or 0))
        return token

    def _url(self, path: str) -> str:
        return f"{self._told['endpoint'].rstrip('/')}/cgi-bin/{path}"


def _read(answer: http.Answer) -> dict[str, Any]:
    """What WeCom said. Raises `RefusedError` or `NoReplyError` where that is nothing of its own."""
    said = answer.json()
    if isinstance(said.get("errcode"), int):
        return said
    outcome = http.by_status(answer)
    if outcome is None or outcome.fate == Fate.NO_REPLY:
        raise http.NoReplyError(outcome.code if outcome else "unreadable")
    raise RefusedError(outcome)


def _outcome(code: int) -> Outcome:
    return Outcome(codes.fate(code), code=str(code), is_for_all=code in codes.FOR_ALL)


def refused_alike(envelopes: Sequence[Envelope], fault: RefusedError) -> list[Outcome]:
    """The same no for all."""
    return [fault.outcome] * len(envelopes)
