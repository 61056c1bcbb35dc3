"""What stands under every e-mail that a guest may do without: who wrote, how to choose, how to end it."""

from django.utils.html import format_html
from django.utils.translation import gettext as _

from hotelcrm.outbox.models import Message, MessagePolicy

from . import links, wayout
from .known import hotel_name

_ROW = (
    "<div style=\"margin:0 auto;max-width:600px;padding:16px 24px 32px;font-family:-apple-system,'Segoe UI',"
    "'PingFang SC','Microsoft YaHei','Noto Sans SC',Helvetica,Arial,sans-serif;font-size:12px;line-height:1.6;"
    'color:#5a6675;text-align:center;">{}<br><a href="{}" style="color:#1c6b58;">{}</a> · '
    '<a href="{}" style="color:#1c6b58;">{}</a></div>'
)
_PIXEL = '<img src="{}" width="1" height="1" alt="" style="display:block;border:0;width:1px;height:1px;">'


def with_footer(html: str, message: Message, policy: MessagePolicy, language: str, ways: links.WaysOut) -> str:
    """`html` with the hotel's name and the guest's ways out, and the picture that counts where the hotel counts opens.

    A service message is left as it is; one in which the guest sees a way out already gets no second one.
    """
    if message.is_service:
        return html
    parts = "" if wayout.in_html(html) else _ways_out(message, language, ways)
    if policy.counts_opens:
        parts += format_html(_PIXEL, links.pixel(message))
    body, end, rest = html.rpartition("</body>")
    return f"{body}{parts}{end}{rest}" if end else f"{rest}{parts}"


def with_text_footer(text: str, message: Message, language: str, ways: links.WaysOut) -> str:
    """`text`, with the same under it, whatever the HTML beside it holds: some read only this."""
    if message.is_service or wayout.in_text(text):
        return text
    return "\n".join(
        [
            text,
            "",
            "--",
            _because(message, language),
            f"{_('Choose what you receive')}: {ways.preferences}",
            f"{_('Unsubscribe')}: {ways.unsubscribe}",
        ]
    )


def _because(message: Message, language: str) -> str:
    return _("You receive this because you agreed to hear from %(hotel)s.") % {
        "hotel": hotel_name(message.hotel, language)
    }


def _ways_out(message: Message, language: str, ways: links.WaysOut) -> str:
    return format_html(
        _ROW,
        _because(message, language),
        ways.preferences,
        _("Choose what you receive"),
        ways.unsubscribe,
        _("Unsubscribe"),
    )
