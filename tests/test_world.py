"""The house that tests share is whole when it is made: which of them comes first does not matter."""

import pytest
from django.db import connection

from hotelcrm.accounts.models import Role
from tests.guards import refuse_writes
from tests.world import World, addresses

pytestmark = pytest.mark.django_db


def test_looking_at_the_house_makes_nothing():
    """Else the test that looks first would make it, and take it back, and the next one would find it gone."""
    house = World()

    with connection.execute_wrapper(refuse_writes):
        assert set(house.people) == set(Role)
        for address in addresses():
            assert all(path(address) for path in (house.path, house.path_there, house.path_nowhere))
