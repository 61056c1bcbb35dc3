"""Forms whose fields stand side by side, as `{% crispy form %}` draws them."""

import pytest
from django import forms
from django.template import Context, Template

from feedback.forms import reviews as of_reviews
from guests.forms import (
    ConsentForm,
    ContactForm,
    DocumentForm,
    LiftForm,
    NewGuestForm,
    ProfileForm,
    RestrictForm,
    SpecialDateForm,
)
from hotelcrm.frame.layouts import Row, Three, laid_out
from hotelcrm.ingest.forms import ColumnsForm
from hotelcrm.outbox.forms.suppressions import AddressForm
from loyalty.forms import vouchers as of_vouchers
from loyalty.forms.adjusting import AdjustForm
from loyalty.forms.claims import ClaimForm
from loyalty.forms.courtesy import CourtesyForm
from loyalty.forms.simulator import SimulatorForm
from loyalty.forms.tiers import GrantTierForm
from stays import forms as of_stays


class Trip(forms.Form):
    key = forms.CharField(widget=forms.HiddenInput, initial="k1")
    place = forms.CharField(label="Place", help_text="As on the ticket.")
    year = forms.IntegerField(label="Year", required=False)
    month = forms.IntegerField(label="Month", required=False)
    day = forms.IntegerField(label="Day", required=False)

    helper = laid_out("place", Three("year", "month", "day"))


class Unlaid(forms.Form):
    place = forms.CharField(label="Place")


class Misspelt(Unlaid):
    helper = laid_out(Row("plaice"))


class WithoutSummary(Unlaid):
    helper = laid_out("place", errors=False)


def draw(form: forms.Form) -> str:
    return Template("{% crispy form %}").render(Context({"form": form}))


def test_row_holds_its_fields_and_hidden_ones_follow() -> None:
    html = draw(Trip())

    before, row = html.split('<div class="side-by-side three">')
    assert 'for="id_place"' in before
    assert [name for name in ("year", "month", "day") if f'for="id_{name}"' in row] == ["year", "month", "day"]
    assert '<input type="hidden" name="key" value="k1"' in html
    assert "<form" not in html
    assert "csrf" not in html


def test_field_is_drawn_as_django_draws_it() -> None:
    form = Trip({"place": ""})

    assert form["place"].as_field_group() in draw(form)


def test_form_without_a_layout_is_drawn_in_a_column() -> None:
    assert draw(Unlaid({})).strip() == str(Unlaid({})).strip()


def test_summary_of_errors_stands_first_unless_the_page_shows_it() -> None:
    assert draw(Trip({})).index("error-summary") < draw(Trip({})).index("side-by-side")
    assert "error-summary" not in draw(WithoutSummary({}))
    assert "id_place_error" in draw(WithoutSummary({}))


def test_misspelt_field_fails_rather_than_be_missing() -> None:
    with pytest.raises(Exception, match="plaice"):
        draw(Misspelt())


@pytest.mark.parametrize(
    "form",
    [
        ColumnsForm,
        AddressForm,
        ConsentForm,
        ContactForm,
        CourtesyForm,
        DocumentForm,
        NewGuestForm,
        LiftForm,
        ProfileForm,
        RestrictForm,
        SpecialDateForm,
        GrantTierForm,
        AdjustForm,
        ClaimForm,
        SimulatorForm,
        of_reviews.NameForm,
        of_reviews.ReplyForm,
        of_reviews.ReviewForm,
        of_stays.NewGuestForm,
        of_stays.WalkInForm,
        of_vouchers.BatchForm,
        of_vouchers.IssueForm,
        of_vouchers.ReasonForm,
    ],
)
def test_no_field_is_forgotten(form) -> None:
    laid = [pointer.name for pointer in form.helper.layout.get_field_names()]

    assert sorted(laid) == sorted(name for name, field in form.base_fields.items() if not field.widget.is_hidden)
