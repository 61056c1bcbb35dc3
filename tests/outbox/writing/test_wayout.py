"""What counts as a way out: a link that the guest sees."""

import pytest

from hotelcrm.outbox.writing import wayout

LINK = '<a href="https://hotel.example/m/unsubscribe/1.2.0:a:b/">Unsubscribe</a>'


@pytest.mark.parametrize(
    "html",
    [
        LINK,
        LINK.replace("unsubscribe", "preferences"),
        LINK.replace("Unsubscribe", "<span>Unsubscribe</span>"),
        LINK.replace("Unsubscribe", '<img src="/a.png" alt="Unsubscribe">'),
        f"<p>Autumn<br>{LINK}</p>",
        f'<td style="font-size: 0px"><div style="font-size: 13px">{LINK}</div></td>',
        f"<!--[if !mso]><!-->{LINK}<!--<![endif]-->",
        f'<div style="display: none">Preview</div>{LINK}',
        f'<p hidden>one</p></b><p style="opacity:0.9">{LINK}</p>',
        f"<head><title>Autumn</title></head><body>{LINK}</body>",
    ],
)
def test_a_link_one_sees(html: str) -> None:
    assert wayout.in_html(html)


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<p>Autumn</p>",
        f"<!-- {LINK} -->",
        f"<!--[if mso]>{LINK}<![endif]-->",
        LINK.replace("Unsubscribe", " &nbsp; "),
        LINK.replace("Unsubscribe", '<img src="/a.png" alt="">'),
        LINK.replace("Unsubscribe", '<span style="display:none">Unsubscribe</span>'),
        f'<div style="Display: NONE"><p>{LINK}</p></div>',
        f'<div style="visibility:hidden">{LINK}</div>',
        f'<div style="opacity:0;">{LINK}</div>',
        f'<div style="opacity:0.00">{LINK}</div>',
        f'<div style="max-height:0;overflow:hidden">{LINK}</div>',
        f'<p style="font-size:1px">{LINK}</p>',
        f"<div hidden>{LINK}</div>",
        f"<title>{LINK}</title>",
        "<p>https://hotel.example/m/unsubscribe/1.2.0:a:b/</p>",
        LINK.replace("/m/unsubscribe/1.2.0:a:b/", "/m/unsubscribe/"),
        LINK.replace("href", "data-href"),
    ],
)
def test_what_nobody_sees_or_can_follow(html: str) -> None:
    assert not wayout.in_html(html)


def test_in_a_text_the_address_counts() -> None:
    assert wayout.in_text("End it: https://hotel.example/m/preferences/1.2.0:a:b/")
    assert not wayout.in_text("https://hotel.example/m/l/1.2.0:a:b/")
