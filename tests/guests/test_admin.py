"""The admin of what is set up rarely."""

import pytest
from django.urls import reverse

from guests.models import TagCategory
from hotelcrm.accounts.models import Hotel, Role
from loyalty.models import Benefit
from tests.factories import HotelFactory, confirm
from tests.guests.pages import signed_in

pytestmark = pytest.mark.django_db
CATEGORY = {"name_en": "Tea", "name_zh": "茶", "code": "tea", "order": "9"}
BENEFIT = {"name_en": "Tea", "name_zh": "茶", "code": "tea", "order": "9", "scene": "stay", "unit": "times"}


@pytest.fixture
def hotel() -> Hotel:
    return HotelFactory()


@pytest.mark.parametrize(
    ("role", "model", "values"),
    [(Role.ADMINISTRATOR, TagCategory, CATEGORY), (Role.MANAGER, Benefit, BENEFIT)],
)
def test_an_icon_that_no_page_could_draw_is_refused(hotel, role, model, values):
    client = confirm(signed_in(role, hotel))
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")

    answer = client.post(address, values | {"icon": "no-such-icon"})
    assert "There is no icon called no-such-icon" in answer.content.decode()
    assert not model.objects.filter(code="tea").exists()

    assert client.post(address, values | {"icon": "cup-hot"}).status_code == 302
    assert model.objects.get(code="tea").icon == "cup-hot"
