from urllib.parse import quote

import pytest
from django.urls import reverse

from hotelcrm.accounts.models import Membership, Role, User
from hotelcrm.audit.models import MembershipChange
from tests.factories import HotelFactory, UserFactory, confirm, staff

pytestmark = pytest.mark.django_db
PASSWORD = "a rather long pass phrase"


@pytest.fixture
def hotel():
    return HotelFactory()


@pytest.fixture
def admin(client, hotel):
    user = staff(Role.ADMINISTRATOR, hotel)
    client.force_login(user)
    confirm(client)
    return user


MANAGED = {Role.MARKETING: ["campaigns", "loyalty"], Role.MANAGER: ["campaigns", "feedback", "loyalty"]}


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.ADMINISTRATOR, *MANAGED}])
def test_it_is_closed_to_every_other_role(client, hotel, role):
    client.force_login(staff(role, hotel, "spa" if role == Role.DEPARTMENT else ""))

    response = client.get(reverse("admin:index"))

    assert response.status_code == 302
    assert "/login/" in response.headers["Location"]


@pytest.mark.parametrize("role", MANAGED)
def test_others_find_what_they_manage_there_and_nothing_else(client, hotel, role):
    client.force_login(staff(role, hotel))

    apps = client.get(reverse("admin:index")).context["app_list"]

    assert sorted(app["app_label"] for app in apps) == MANAGED[role]
    assert client.get(reverse("admin:accounts_user_changelist")).status_code == 403
    assert client.get(reverse("admin:guests_tag_add")).status_code == 403


def test_it_opens_for_an_administrator(client, admin):
    assert client.get(reverse("admin:index")).status_code == 200


def test_it_is_closed_to_one_whose_account_is_switched_off(client, admin):
    User.objects.filter(pk=admin.pk).update(is_active=False)

    assert client.get(reverse("admin:index")).status_code == 302


@pytest.mark.parametrize("model", ["hotel", "user"])
def test_lists_and_forms_open(client, admin, hotel, model):
    key = {"hotel": hotel.pk, "user": admin.pk}[model]

    assert client.get(reverse(f"admin:accounts_{model}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:accounts_{model}_add")).status_code == 200
    assert client.get(reverse(f"admin:accounts_{model}_change", args=[key])).status_code == 200


def test_a_new_member_of_staff_gets_a_password_that_is_not_kept_in_clear(client, admin):
    form = {"username": "new", "display_name": "Xu Lan", "usable_password": "true"}
    form |= {"password1": PASSWORD, "password2": PASSWORD}
    form |= {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}

    response = client.post(reverse("admin:accounts_user_add"), form)

    user = User.objects.get(username="new")
    assert response.status_code == 302
    assert user.check_password(PASSWORD)
    assert PASSWORD not in user.password


def test_a_short_password_is_refused(client, admin):
    form = {"username": "new", "usable_password": "true", "password1": "short-one", "password2": "short-one"}

    response = client.post(reverse("admin:accounts_user_add"), form)

    assert response.context["adminform"].form.errors["password2"][0].startswith("This password is too short")
    assert not User.objects.filter(username="new").exists()


def test_roles_are_given_and_taken_with_the_person(client, admin, hotel):
    user = UserFactory()
    url = reverse("admin:accounts_user_change", args=[user.pk])
    form = {"username": user.username, "display_name": "Xu Lan", "language": "en", "is_active": "on"}
    role = {"memberships-0-hotel": hotel.pk, "memberships-0-role": "department", "memberships-0-department": "spa"}

    client.post(url, form | role | {"memberships-TOTAL_FORMS": 1, "memberships-INITIAL_FORMS": 0})
    membership = Membership.objects.get(user=user)
    taken = {"memberships-0-id": membership.pk, "memberships-0-user": user.pk, "memberships-0-DELETE": "on"}
    client.post(url, form | role | taken | {"memberships-TOTAL_FORMS": 1, "memberships-INITIAL_FORMS": 1})

    changes = MembershipChange.objects.filter(user=user).order_by("pk")
    assert [(row.pgh_label, row.role, row.by) for row in changes] == [
        ("given", "department", admin),
        ("taken", "department", admin),
    ]


def test_nobody_is_deleted(client, admin):
    user = UserFactory()

    assert client.post(reverse("admin:accounts_user_delete", args=[user.pk]), {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=user.pk).exists()


@pytest.mark.parametrize("name", ["user_add", "user_change", "user_password_change"])
def test_roles_and_passwords_wait_for_ones_own_password(client, admin, hotel, name):
    url = {
        "user_add": reverse("admin:accounts_user_add"),
        "user_change": reverse("admin:accounts_user_change", args=[admin.pk]),
        "user_password_change": reverse("admin:auth_user_password_change", args=[admin.pk]),
    }[name]
    client.force_login(staff(Role.ADMINISTRATOR, hotel))

    answers = [client.get(url), client.post(url, {"password1": PASSWORD, "password2": PASSWORD})]

    assert {answer["Location"] for answer in answers} == {
        f"{reverse('account_reauthenticate')}?next={quote(url, safe='')}"
    }
    assert PASSWORD not in str(dict(client.session))


def test_in_chinese_it_speaks_of_staff_and_leaves_addresses_to_the_person(client, admin):
    client.post(reverse("frame:language"), {"language": "zh-hans", "next": "/"})

    index = client.get(reverse("admin:index")).content.decode()
    people = client.get(reverse("admin:accounts_user_changelist")).content.decode()

    assert "员工" in index
    assert "用户" not in index
    assert "emailaddress" not in index
    assert "添加员工" in people


def test_models_of_libraries_have_chinese_names_too(client, admin):
    page = client.get(reverse("admin:index"), headers={"Accept-Language": "zh-hans"}).text

    assert "两步验证" in page
    assert "Authenticators" not in page
