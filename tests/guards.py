"""Rules that no single test would think of, held in all of them; ``conftest.py`` switches them on."""

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, SupportsIndex

ROOT = Path(__file__).resolve().parent.parent
OURS = str(ROOT / "templates")

WRITE = re.compile(r'(?i)\b(?:INSERT INTO|DELETE FROM|TRUNCATE(?: TABLE)?|UPDATE(?= "?\w+"? SET))\s+"?(\w+)"?')
# Who looked at what (the access log), who is signed in, how often he tried, which link of a mail was followed.
WRITTEN_BY_READING = {"audit_readlog", "django_session", "running_cache", "outbox_click"}
# When a mail was opened: its picture can only be asked for by a GET. Nothing else of the message.
SEEN = re.compile(r"""^UPDATE "outbox_message" SET "(opened_at|clicked_at)" = \S+ WHERE """)


class WrittenByGet(AssertionError):
    """A GET changed something: a crawler, a prefetch or the back button would change it again."""


class UndefinedVariable(str):
    """Django's ``string_if_invalid``: shows nothing in other people's templates and fails in ours."""

    __slots__ = ()

    def __contains__(self, key: object) -> bool:
        return key == "%s"  # Django asks before it formats

    def __mod__(self, variable: Any) -> str:
        context = sys._getframe(1).f_locals.get("context")  # Django hands over the name, not where it was written
        template = context.render_context.template if context is not None else None
        if template is not None and str(template.origin.name).startswith(OURS):
            raise AssertionError(f"{template.origin.name}: {variable} is not defined")
        return ""

    def __getitem__(self, key: SupportsIndex | slice) -> str:
        return ""


def refuse_writes(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """A database wrapper (``connection.execute_wrapper``) for the time of a GET."""
    tables = {match.group(1) for match in WRITE.finditer(str(sql))}
    if tables - WRITTEN_BY_READING and not SEEN.match(str(sql)):
        raise WrittenByGet(f"a GET wrote to {', '.join(sorted(tables))}: {str(sql)[:200]}")
    return execute(sql, params, many, context)
