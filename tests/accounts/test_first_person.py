"""docs/operations.md, "The first hotel and the first person": an empty house becomes one that people work in."""

from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from hotelcrm.accounts.models import Hotel, Membership, Role, User
from tests.factories import PASSWORD, confirm

pytestmark = pytest.mark.django_db
HOTEL = {
    "code": "lake",
    "name_en": "Lakeside Hotel",
    "name_zh": "湖畔酒店",
    "time_zone": "Asia/Shanghai",
    "currency": "CNY",
    "country": "CN",
    "rooms": "120",
}


def test_an_empty_house_gets_its_first_hotel_and_person(client, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", username="first", email="first@example.com", interactive=False, verbosity=0)
    answer = client.post(reverse("account_login"), {"login": "first", "password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("admin:index")

    client.post(reverse("admin:accounts_hotel_add"), HOTEL)
    user = User.objects.get()
    form: dict[str, Any] = {"username": "first", "display_name": "First", "language": "en", "is_active": "on"}
    form |= {"email": "first@example.com", "memberships-TOTAL_FORMS": 1, "memberships-INITIAL_FORMS": 0}
    form |= {"memberships-0-hotel": Hotel.objects.get().pk, "memberships-0-role": "manager"}
    confirm(client).post(reverse("admin:accounts_user_change", args=[user.pk]), form)

    assert Membership.objects.get().role == Role.MANAGER
    assert client.get(reverse("frame:start"), follow=True).redirect_chain == [(reverse("desk:arrivals"), 302)]
