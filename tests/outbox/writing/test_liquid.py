"""Liquid as templates may use it: values as people write them, and limits."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from hotelcrm.outbox.writing import liquid
from hotelcrm.outbox.writing.liquid import TemplateFaultError, UnfillableError, fill, parse


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (48_200, "48,200", "48,200"),
        (Decimal("12.50"), "12.5", "12.5"),
        (date(2027, 5, 1), "1 May 2027", "2027年5月1日"),
        (datetime(2027, 5, 1, 6, 30, tzinfo=UTC), "Sat 1 May 06:30", "5月1日 周六 06:30"),
        ("张敏", "张敏", "张敏"),
    ],
)
def test_values_are_written_as_the_language_does(value: object, english: str, chinese: str) -> None:
    template = parse("{{ a.b }}")
    with translation.override("en"):
        assert fill(template, {"a": {"b": value}}) == english
    with translation.override("zh-hans"):
        assert fill(template, {"a": {"b": value}}) == chinese


def test_what_is_missing_is_an_error_but_in_conditions_and_with_a_default() -> None:
    assert fill(parse('{{ a.b | default: "guest" }}'), {}) == "guest"
    assert fill(parse("{% if a.b %}x{% else %}y{% endif %}"), {}) == "y"
    assert fill(parse('{% if a.b == "c" %}x{% endif %}'), {}) == ""
    with pytest.raises(UnfillableError) as fault:
        fill(parse("{{ a.b }}"), {})
    assert (fault.value.value, fault.value.sentence) == ("a.b", "a.b is not known for this guest.")


@pytest.mark.parametrize(
    "source",
    [
        "{% for a in (1..100000) %}x{% endfor %}",
        "{% for a in (1..20) %}{% for b in (1..20) %}x{% endfor %}{% endfor %}",
        "{% assign x = 'aaaaaaaaaaaaaaaaaaaa' %}{% for a in (1..60) %}{% assign x = x | append: x %}{% endfor %}",
        "{% assign x = 'a' %}{% for a in (1..60) %}{% capture x %}{{ x }}{{ x }}{% endcapture %}{% endfor %}",
    ],
)
def test_what_grows_without_end_is_stopped(source: str) -> None:
    with pytest.raises(UnfillableError, match="It takes too long or grows too large"):
        fill(parse(source), {})


def test_what_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    template = parse("{% for a in (1..100) %}x{% endfor %}")
    monkeypatch.setattr(liquid, "SECONDS", -1.0)
    with pytest.raises(UnfillableError, match="It takes too long or grows too large"):
        fill(template, {})


@pytest.mark.parametrize("name", ["replace", "split", "times", "safe", "escapejs", "sort", "map"])
def test_filters_that_multiply_or_unescape_do_not_exist(name: str) -> None:
    assert name not in liquid._Environment.FILTERS


def test_a_value_has_no_attributes() -> None:
    for path in ("a.__class__", "a.b.__class__", "a.b.upper", "a['__init__']"):
        assert fill(parse(f'{{{{ {path} | default: "nothing" }}}}'), {"a": {"b": "x"}}) == "nothing"


def test_a_template_has_a_length_and_a_depth() -> None:
    with pytest.raises(TemplateFaultError, match="Too long"):
        parse("x" * (liquid.LARGEST_SOURCE + 1))
    with pytest.raises(TemplateFaultError, match="Too deeply nested"):
        parse("{% if a %}" * 50 + "{% endif %}" * 50)


def test_lines_typed_by_staff_stay_lines() -> None:
    values = {"a": {"b": "one <b>\ntwo"}}
    assert fill(parse("{{ a.b | newline_to_br }}", is_html=True), values) == "one &lt;b&gt;<br>\ntwo"
    assert fill(parse("{{ a.b | newline_to_br }}"), values) == "one <b>\ntwo"


def test_a_value_becomes_a_part_of_an_address() -> None:
    assert fill(parse("{{ a.b | url_encode }}"), {"a": {"b": "a&b=张 /"}}) == "a%26b%3D%E5%BC%A0%20%2F"
