import pytest
from django.core.cache import cache
from django.db import connection
from django.urls import reverse

from hotelcrm.accounts.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
URL = reverse("account_login")
PASSWORD = "a long enough password"


def try_sign_in(client, user, password=PASSWORD):
    return client.post(URL, {"login": user.username, "password": password})


def test_the_right_password_opens(client):
    assert try_sign_in(client, UserFactory()).status_code == 302


def test_after_many_wrong_ones_even_the_right_one_waits(client):
    user = UserFactory()
    for _ in range(12):
        try_sign_in(client, user, "wrong")

    response = try_sign_in(client, user)

    assert response.status_code in {200, 429}
    assert "_auth_user_id" not in client.session


def test_the_counters_live_in_the_database(client):
    """An emptied Valkey lifts no limit."""
    cache.clear()
    try_sign_in(client, UserFactory(), "wrong")

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM running_cache WHERE cache_key LIKE '%allauth%'")
        [count] = cursor.fetchone()
    assert count > 0


def test_nobody_signs_up(client):
    url = reverse("account_signup")
    client.post(url, {"username": "intruder", "password1": PASSWORD, "password2": PASSWORD})

    assert not User.objects.filter(username="intruder").exists()


def test_a_new_installation_has_no_account():
    """What `migrate` leaves behind: no demo account, no default password."""
    assert User.objects.count() == 0


def test_faults_name_the_fields_as_the_page_does(client):
    page = client.post(URL, {"login": "", "password": ""}).text

    assert '<a href="#id_login">User name or e-mail: ' in page
    assert page.count("Forgot your password?") == 1
    assert page.count("User name or e-mail") == 2  # above the field and in the summary
    assert "placeholder" not in page
