"""Access tokens, kept in the database for all workers: WeCom gives only so many a day. Encrypted: they open doors."""

from django.core.cache import cache

from hotelcrm.pii import blind
from hotelcrm.pii.keyring import Undecryptable, ring

PLACE = "outbox.wecom_token"
EARLY = 300  # seconds before its end from which a token is not used any more


def _key(corporation: str, secret: str) -> str:
    """One for each pair: a new secret never meets an old token."""
    return f"wecom-token:{blind.index('wecom-token', f'{corporation}:{secret}').hex()}"


def kept(corporation: str, secret: str) -> str:
    """The token that is kept; nothing where there is none."""
    sealed = cache.get(_key(corporation, secret))
    try:
        return ring("ordinary").open(sealed, place=PLACE) if isinstance(sealed, bytes) else ""
    except Undecryptable:  # a key of the ring was changed
        return ""


def keep(corporation: str, secret: str, token: str, *, seconds: int) -> None:
    """Keep `token`, which holds for `seconds`."""
    cache.set(_key(corporation, secret), ring("ordinary").seal(token, place=PLACE), timeout=max(seconds - EARLY, 1))
