"""The drawings of figures in a browser: on a phone too, no word lies on another."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from hotelcrm.accounts.models import Role, User
from tests.factories import HotelFactory, MessageFactory, staff

OVERLAPPING = """() => {
  const words = [...document.querySelectorAll("figure[data-chart] svg text")].map((word) => [
    word.textContent, word.getBoundingClientRect()
  ]);
  const names = ["Handed over", "Delivered", "Bounced", "Opted out", "已交付", "送达", "退信", "退订"];
  const legend = words.filter(([word]) => names.includes(word));
  const lowest = Math.max(...legend.map(([, box]) => box.bottom));
  const onEachOther = words.flatMap(([one, a], at) => words.slice(at + 1).filter(([, b]) =>
    a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1
  ).map(([other]) => `${one} / ${other}`));
  // The signs before the names are no words: nothing stands as high as the lowest of them.
  const besides = words.filter(([word, box]) => !names.includes(word) && box.top < lowest).map(([word]) => word);
  return legend.length === 4 ? [...onEachOther, ...besides] : ["no legend"];
}"""


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("width", [390, 900, 1440])
def test_no_word_of_the_messages_figures_lies_on_another(
    page: Page, sign_in: Callable[[User], None], language: str, width: int
) -> None:
    hotel, now = HotelFactory(), timezone.now()
    for days in range(1, 300, 9):
        at = now - timedelta(days=days)
        MessageFactory.create_batch(3, hotel=hotel, state="sent", handed_at=at, sent_at=at)
    sign_in(staff(Role.MANAGER, hotel, language=language))
    page.set_viewport_size({"width": width, "height": 900})
    for period in ("30d", "3m", "12m"):
        page.goto(f"/dashboards/messages/?period={period}")
        page.wait_for_selector("figure[data-chart] svg text")
        assert page.evaluate(OVERLAPPING) == []


def test_the_drawing_makes_room_for_its_legend_when_the_window_becomes_narrow(
    page: Page, sign_in: Callable[[User], None]
) -> None:
    hotel, at = HotelFactory(), timezone.now() - timedelta(days=3)
    MessageFactory(hotel=hotel, state="sent", handed_at=at, sent_at=at)
    sign_in(staff(Role.MANAGER, hotel, language="en"))
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/dashboards/messages/")
    page.wait_for_selector("figure[data-chart] svg text")
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function("document.querySelector('figure[data-chart] svg').clientWidth < 390")
    page.wait_for_function(f"({OVERLAPPING})().length === 0")
