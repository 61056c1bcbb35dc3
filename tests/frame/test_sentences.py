"""Sentences that are kept and read in another language."""

import pytest
from django.utils.translation import gettext, gettext_lazy, override

from hotelcrm.frame.sentences import LONGEST, kept, spoken, told


def test_a_sentence_with_values_is_read_in_the_language_of_the_page():
    sentence = spoken(lambda: gettext("%(counted)s: %(days)s") % {"counted": gettext("Guests"), "days": 3})

    with override("zh-hans"):
        text = kept(sentence)
        assert told(text) == "客户：3"
    with override("en"):
        assert told(text) == "Guests: 3"
        assert kept(sentence) == text


def test_our_own_words_are_read_in_the_language_of_the_page():
    text = kept(gettext_lazy("This template is no longer in use."))

    assert told(text) == "This template is no longer in use."
    with override("zh-hans"):
        assert told(text) == gettext("This template is no longer in use.") != "This template is no longer in use."
        assert told("This template is no longer in use.") == gettext("This template is no longer in use.")


@pytest.mark.parametrize("typed", ["", "价格有误 / the wrong price", '{"odd', "{}", "[1]", '{"fr": "non"}'])
def test_what_people_typed_stays_as_it_is(typed):
    with override("zh-hans"):
        assert told(kept(typed)) == typed


def test_what_is_too_long_is_kept_in_one_language():
    text = kept(spoken(lambda: gettext("Guests") * LONGEST))

    assert len(text) == LONGEST
    assert text.startswith("GuestsGuests")
