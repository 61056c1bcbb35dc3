"""The one place that reads environment variables, so that settings can be a list of names and values.

In demo mode nothing has to be set: secrets are drawn once and kept in the data directory. In production every secret
must be given, and a placeholder or a short one is refused before anything is encrypted with it.
"""

import base64
import binascii
import hashlib
import json
import os
import secrets as random
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, cast
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

Mode = Literal["demo", "test", "production"]

BASE_DIR: Final = Path(__file__).resolve().parent.parent.parent
KEY_BYTES: Final = 32  # AES-256 and HMAC-SHA-256 alike
SHORTEST_SECRET_KEY: Final = 50  # what ``check --deploy`` asks for
# A socket's whole path has at most 107 bytes on Linux (103 on macOS), and PostgreSQL adds ``/.s.PGSQL.5432``.
LONGEST_SOCKET_DIR: Final = 88
HOW_TO_GET_SECRETS: Final = "`python -m hotelcrm.running.environment` prints a fresh set."
PLACEHOLDERS: Final = ("change", "secret", "placeholder", "example", "insecure", "password")


@dataclass(frozen=True)
class Secrets:
    """Keys of the site. The dictionaries are ordered: the first key encrypts, all of them decrypt."""

    secret_key: str
    pii_keys: dict[str, bytes]
    sensitive_keys: dict[str, bytes]
    index_key: bytes


@dataclass(frozen=True)
class Database:
    """Where PostgreSQL is. ``embedded`` means that we run it ourselves, from its wheel."""

    name: str
    user: str
    password: str
    host: str
    port: str
    embedded: bool

    @property
    def engine(self) -> str:
        return "hotelcrm.running.database" if self.embedded else "django.db.backends.postgresql"


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list; empty parts are dropped."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def flag(name: str) -> bool:
    return text(name).lower() in {"1", "true", "yes", "on"}


def number(name: str, *, default: int) -> int:
    value = text(name)
    if value and not value.isdecimal():
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be a whole number.")
    return int(value or default)


def mode() -> Mode:
    value = text("HOTELCRM_MODE") or "demo"
    if value not in {"demo", "test", "production"}:
        raise ImproperlyConfigured(f"HOTELCRM_MODE is {value!r}; set it to demo, test or production.")
    return cast("Mode", value)


def data_dir() -> Path:
    """Where everything that must survive a restart is kept; created on first use."""
    path = Path(text("HOTELCRM_DATA") or BASE_DIR / ".data").expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"HOTELCRM_DATA: {path} cannot be created ({error.strerror}).") from error
    return path


# Servers


def is_reachable_by_others(path: Path) -> bool:
    """Whether another user of this machine can walk down to ``path``: every directory on the way must let him pass."""
    return all(parent.stat().st_mode & 0o001 for parent in (path, *path.parents) if parent.exists())


def servers_dir() -> Path:
    """The home of the embedded servers: inside the data directory, unless the user they run as could not reach it.

    Started by root they run as somebody else; a checkout below a closed home directory then needs another place.
    """
    home = data_dir()
    if os.geteuid() == 0 and not is_reachable_by_others(home):
        return Path("/var/lib/hotelcrm") / _short_hash(home)
    return home / "servers"


def sockets_dir() -> Path:
    """Where the embedded servers listen. Sockets in a closed directory: no port to be busy, nobody else to connect."""
    inside = servers_dir() / "run"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_DIR:
        return inside
    return Path("/tmp") / f"hotelcrm-{os.geteuid()}-{_short_hash(inside)}"  # noqa: S108 - made 0700 and owner checked


def _short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def database() -> Database:
    url = text("DATABASE_URL")
    if not url:
        return Database("hotelcrm", "hotelcrm", "", str(sockets_dir()), "5432", embedded=True)
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ImproperlyConfigured("DATABASE_URL must look like postgresql://user:password@host:5432/name.")
    return Database(
        name=unquote(parts.path.lstrip("/")),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        host=unquote(parts.hostname or ""),
        port=str(parts.port or 5432),
        embedded=False,
    )


def test_database_name() -> str:
    """Several people can test in one checkout at once: each gives a ``TEST_DB`` of his own."""
    own = text("TEST_DB")
    return f"test_hotelcrm_{own}" if own else "test_hotelcrm"


def redis_url() -> str:
    """The queue's address as Celery wants it. Tests ring no bell that a running worker could hear."""
    if mode() == "test":
        return "memory://"
    url = text("REDIS_URL")
    if not url:
        return f"redis+socket://{sockets_dir() / 'valkey.sock'}"
    if not url.startswith(("redis://", "rediss://", "redis+socket://")):
        raise ImproperlyConfigured("REDIS_URL must begin with redis://, rediss:// or redis+socket://.")
    return url


def queue_is_embedded() -> bool:
    return not text("REDIS_URL")


def mail_security() -> Literal["", "starttls", "tls"]:
    """How the connection to the mail server is kept private: not at all, switched over, or from its first byte."""
    value = text("EMAIL_SECURITY").lower()
    if value not in {"", "starttls", "tls"}:
        raise ImproperlyConfigured(f"EMAIL_SECURITY is {value!r}; set it to starttls or tls, or leave it empty.")
    return cast('Literal["", "starttls", "tls"]', value)


# Secrets


def secrets() -> Secrets:
    """The site's keys: given in production, drawn once in a demo, fixed in tests."""
    if mode() == "production":
        return _given_secrets()
    if mode() == "test":
        return _test_secrets()
    return _demo_secrets(data_dir() / "secrets.json")


def _given_secrets() -> Secrets:
    secret_key = text("SECRET_KEY")
    if not secret_key:
        raise _missing("SECRET_KEY")
    if len(secret_key) < SHORTEST_SECRET_KEY or _is_placeholder(secret_key):
        raise ImproperlyConfigured(
            f"SECRET_KEY is a placeholder or shorter than {SHORTEST_SECRET_KEY} characters. {HOW_TO_GET_SECRETS}"
        )
    return Secrets(
        secret_key=secret_key,
        pii_keys=_keyring("PII_KEYS"),
        sensitive_keys=_keyring("PII_SENSITIVE_KEYS"),
        index_key=_key("PII_INDEX_KEY", text("PII_INDEX_KEY")),
    )


def _keyring(name: str) -> dict[str, bytes]:
    """``id:base64,id:base64``, newest first."""
    ring: dict[str, bytes] = {}
    for word in words(name):
        key_id, _, value = word.partition(":")
        if not key_id or not value or key_id in ring:
            raise ImproperlyConfigured(f"{name} must look like 2:base64,1:base64, newest first, each id once.")
        ring[key_id] = _key(name, value)
    if not ring:
        raise _missing(name)
    return ring


def _key(name: str, value: str) -> bytes:
    if not value:
        raise _missing(name)
    try:
        key = base64.b64decode(value, altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ImproperlyConfigured(f"{name} is not base64.") from error
    if len(key) != KEY_BYTES or len(set(key)) < KEY_BYTES // 4:
        raise ImproperlyConfigured(f"{name} needs {KEY_BYTES} random bytes in base64, not a placeholder.")
    return key


def _missing(name: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{name} is not set. {HOW_TO_GET_SECRETS}")


def _is_placeholder(value: str) -> bool:
    low = value.lower()
    return len(set(low)) < 10 or any(word in low for word in PLACEHOLDERS)  # noqa: PLR2004 - a random key has dozens


def _test_secrets() -> Secrets:
    def fixed(name: str) -> bytes:
        return hashlib.sha256(f"test {name}".encode()).digest()

    return Secrets(fixed("secret").hex(), {"1": fixed("pii")}, {"1": fixed("sensitive")}, fixed("index"))


def fresh_secrets() -> dict[str, str]:
    """A new set under the names of the environment variables, in the form in which they are read."""
    return {
        "SECRET_KEY": random.token_urlsafe(64),
        "PII_KEYS": f"1:{_fresh_key()}",
        "PII_SENSITIVE_KEYS": f"1:{_fresh_key()}",
        "PII_INDEX_KEY": _fresh_key(),
    }


def _fresh_key() -> str:
    return base64.urlsafe_b64encode(random.token_bytes(KEY_BYTES)).decode()


def _demo_secrets(path: Path) -> Secrets:
    """Read, or drawn first: written aside and linked, so that of two first starts at once one set wins, whole."""
    if not path.exists():
        aside = path.with_name(f".{path.name}.{os.getpid()}.{random.token_hex(4)}")
        try:
            with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                json.dump(fresh_secrets(), file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            path.hardlink_to(aside)
        except FileExistsError:
            pass
        finally:
            aside.unlink(missing_ok=True)
    try:
        values = cast("dict[str, str]", json.loads(path.read_text()))
    except (OSError, ValueError) as error:
        message = f"{path} cannot be read; without its keys stored contacts stay unreadable."
        raise ImproperlyConfigured(message) from error
    return Secrets(
        secret_key=values["SECRET_KEY"],
        pii_keys=_decoded(values["PII_KEYS"]),
        sensitive_keys=_decoded(values["PII_SENSITIVE_KEYS"]),
        index_key=base64.urlsafe_b64decode(values["PII_INDEX_KEY"]),
    )


def _decoded(ring: str) -> dict[str, bytes]:
    pairs = (word.partition(":") for word in ring.split(","))
    return {key_id: base64.urlsafe_b64decode(value) for key_id, _, value in pairs}


if __name__ == "__main__":
    print("\n".join(f"{name}={value}" for name, value in fresh_secrets().items()))  # noqa: T201 - that is its job
