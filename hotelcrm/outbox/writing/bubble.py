"""A short message as a phone shows it, for a preview: a page of its own, whose style travels with it as an e-mail's."""

from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

_STYLE = mark_safe(
    "body{margin:0;padding:20px 16px;color:#1d2733;background:#f7f5f1;font:15px/1.6 -apple-system,'Segoe UI',"
    "'PingFang SC','Microsoft YaHei','Noto Sans SC',sans-serif}"
    ".bubble{max-width:300px;padding:10px 14px;white-space:pre-wrap;overflow-wrap:anywhere;background:#fff;"
    "border:1px solid #e6e1d8;border-radius:4px 16px 16px}.none{margin:0;color:#5a6675}"
)
_PAGE = (
    '<!doctype html><html lang="{}"><head><meta charset="utf-8"><title>{}</title><style>{}</style></head>'
    '<body><div class="{}">{}</div></body></html>'
)


def bubble(text: str, *, language: str) -> str:
    """`text` in a bubble."""
    return format_html(_PAGE, language, _("Preview"), _STYLE, "bubble", text)


def nothing(sentence: str, *, language: str) -> str:
    """Why there is nothing to show."""
    return format_html(_PAGE, language, _("Preview"), _STYLE, "none", sentence)
