import pytest

from hotelcrm.accounts.models import Hotel
from tests.factories import HotelFactory


@pytest.fixture
def hotel(db: None) -> Hotel:
    return HotelFactory(code="lake", name_en="Lakeside", name_zh="湖畔酒店")
