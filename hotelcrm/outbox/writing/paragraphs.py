"""E-mail typed as plain paragraphs, set in the house's frame: what most marketers write instead of MJML.

A blank line parts paragraphs; ``# `` begins a heading; ``---`` is a line; ``[word](address)`` is a link, and alone in
its paragraph a button; a line with nothing but a Liquid tag stands between paragraphs. Everything else is text, also
what looks like HTML.
"""

import re
from collections.abc import Iterator
from html import escape, unescape

import nh3

FONT = "-apple-system, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans SC', Helvetica, Arial, sans-serif"
LIQUID = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
LINK = re.compile(r"\[([^\]\n]+)\]\(([^)\n]+)\)")
_TAG_LINE = re.compile(r"\s*(?:\{%(?:(?!%\}).)*%\}\s*)+")

# Conditions on a line of their own: in plain text that line would be left empty.
_LONE_TAGS = re.compile(r"(?m)^[ \t]*((?:\{%-?[ \t]*(?!block\b)[a-z]+(?:(?!%\}).)*%\}[ \t]*)+)\n")

_FRAME = """<mjml><mj-head><mj-title>{title}</mj-title><mj-preview>{preheader}</mj-preview><mj-attributes>
<mj-all font-family="{font}" />
<mj-text font-size="15px" line-height="1.65" color="#1d2733" padding="6px 28px" />
<mj-button background-color="#1c6b58" color="#ffffff" border-radius="10px" font-size="15px" font-weight="600"
 inner-padding="13px 26px" padding="14px 28px" align="left" />
<mj-divider border-width="1px" border-color="#e6e1d8" padding="14px 28px" />
</mj-attributes></mj-head><mj-body background-color="#f7f5f1">
<mj-section background-color="#17352f" padding="18px 0"><mj-column>
<mj-text color="#ffffff" font-size="17px" font-weight="600">{header}</mj-text></mj-column></mj-section>
<mj-section background-color="#ffffff" padding="22px 0 26px"><mj-column>
{body}
</mj-column></mj-section></mj-body></mjml>"""


def framed(body: str, *, header: str = "{{ hotel.name }}", title: str = "", preheader: str = "") -> str:
    """`body` (what may stand in an ``mj-column``) in the house's frame, as MJML."""
    return _FRAME.format(font=FONT, header=header, title=title, preheader=preheader, body=body)


def to_mjml(source: str, *, is_boxed: bool = False) -> str:
    """Typed paragraphs as elements of an ``mj-column``; `is_boxed` sets them apart, as offers and vouchers are."""
    box = ' container-background-color="#f3efe6"' if is_boxed else ""
    return "\n".join(_element(piece, box) for piece in pieces(source))


def to_text(source: str) -> str:
    """Typed paragraphs as plain text: headings and links without their marks."""
    text = LINK.sub(lambda found: f"{found[1]}: {found[2].strip()}", source.replace("\r\n", "\n"))
    return _LONE_TAGS.sub(r"\1", re.sub(r"(?m)^#{1,2} +", "", text)).strip()


def pieces(source: str) -> Iterator[str]:
    """The paragraphs of `source`, and the lines of Liquid tags between them."""
    held: list[str] = []
    for line in [*source.replace("\r\n", "\n").split("\n"), ""]:
        is_tag = _TAG_LINE.fullmatch(line) is not None
        if held and (is_tag or not line.strip()):
            yield "\n".join(held)
            held = []
        if is_tag:
            yield line.strip()
        elif line.strip():
            held.append(line.strip())


def is_tag_line(piece: str) -> bool:
    """Whether a piece is nothing but Liquid tags."""
    return _TAG_LINE.fullmatch(piece) is not None


def _element(piece: str, box: str) -> str:
    if is_tag_line(piece):
        return piece
    if piece == "---":
        return f"<mj-divider{box} />"
    link = LINK.fullmatch(piece)
    if link:
        return f'<mj-button href="{escape(link[2].strip())}"{box}>{line_as_html(link[1])}</mj-button>'
    if piece.startswith("# "):
        heading = f'<h1 style="margin:0;font-size:22px;line-height:1.35;">{line_as_html(piece[2:])}</h1>'
        return f"<mj-text{box}>{heading}</mj-text>"
    if piece.startswith("## "):
        return f'<mj-text{box}><h2 style="margin:0;font-size:17px;">{line_as_html(piece[3:])}</h2></mj-text>'
    return f"<mj-text{box}>{'<br />'.join(line_as_html(line) for line in piece.split(chr(10)))}</mj-text>"


def line_as_html(line: str) -> str:
    """One line as HTML: typed signs escaped, links made, and of that only what nh3 lets through."""
    tokens: list[str] = []

    def kept(found: re.Match[str]) -> str:
        tokens.append(found.group())
        return f"lq{len(tokens) - 1}lq"

    guarded = escape(LIQUID.sub(kept, line), quote=False)
    linked = LINK.sub(
        lambda m: f'<a href="{escape(unescape(m[2].strip()))}" style="color:#1c6b58;">{m[1]}</a>', guarded
    )
    clean = nh3.clean(linked, tags={"a", "br"}, attributes={"a": {"href", "style"}}, link_rel=None)
    return re.sub(r"lq(\d+)lq", lambda found: tokens[int(found[1])], clean)
