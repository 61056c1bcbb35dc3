"""What the reader of Liquid says is said again for those who write templates, in their language."""

import re

import pytest
from django.utils import translation

from hotelcrm.outbox.writing.liquid import TemplateFaultError, parse
from hotelcrm.outbox.writing.sayings import said_to_staff


def fault(source: str) -> str:
    with pytest.raises(TemplateFaultError) as raised:
        parse(source)
    return raised.value.sentence


BROKEN = [
    ("{{ guest.number", "“{{” is never closed by “}}”"),
    ("{% if a", "“{%” is never closed by “%}”, or names no tag"),
    ("{% if %}x{% endif %}", "the tag says nothing behind its name, as in {% if member.points %}"),
    ("{% if a %}", "{% if %} is never closed by {% endif %}"),
    ("{% comment %}", "{% comment %} is never closed by {% endcomment %}"),
    ("{% endif %}", "{% endif %} belongs to nothing that is open here"),
    ("{% else %}", "{% else %} belongs to nothing that is open here"),
    ("{% include 'x' %}", "there is no tag “include”"),
    ("{{ 'x }}", "the quote ' is never closed"),
    ("{{ a | default: “x” }}", "write straight quotes instead of “"),
    ("{% if a && b %}{% endif %}", "“&” cannot stand here"),
    ("{% if (a or b) %}{% endif %}", "conditions have no parentheses"),
    ("{% if not a %}{% endif %}", "there is no “not”: write {% unless … %}"),
    ("{% for x %}{% endfor %}", "a loop is written {% for name in values %}"),
    ("{% assign x %}", "a value is kept by {% assign name = … %}"),
    ("{% assign a.b = 1 %}", "a name of your own has no dots"),
    ("{% if a = b %}{% endif %}", "two values are compared by =="),
    ("{{ a b }}", "behind the value stands more than a filter"),
    ("{{ a if b }}", "conditions are written {% if … %}, not within a value"),
    ("{% block voucher %}", 'a block is written {% block "code" %}'),
    ("{{ a | }}", "a name or a value is missing"),
    ("{{ }}", "a name or a value is missing"),
]


@pytest.mark.parametrize(("source", "said"), BROKEN)
def test_what_cannot_be_read_is_said_in_words_for_those_who_write_templates(source: str, said: str) -> None:
    assert fault(source) == f"This cannot be read: {said}."


@pytest.mark.parametrize("source", [source for source, _said in BROKEN])
def test_what_cannot_be_read_is_said_in_the_language_of_the_page(source: str) -> None:
    with translation.override("zh-hans"):
        sentence = fault(source)
    assert not re.search("[A-Za-z]", re.sub(r"\{%.*?%\}|“[a-z]+”", "", sentence))


def test_what_was_never_said_before_is_not_shown_in_the_words_of_programmers() -> None:
    with translation.override("zh-hans"):
        assert not re.search("[A-Za-z]", said_to_staff("stack underflow"))
