"""What a staged cell means, as SQL: one expression for each field, which is NULL where the cell cannot be read.

The staging table is called ``r``; its columns are ``c0``, ``c1`` … as in the file, text, NULL where empty.
"""

import json
from collections.abc import Mapping

from psycopg2.sql import SQL, Composable, Identifier, Literal

from .fields import Field, Type
from .mapping import Plan, Spec
from .words import ROWS, words_for

# 07/31/2026 and 31/07/2026: the number beyond twelve must be the day.
SECOND_IS_DAY = r"^\d{1,2}[-/. ](1[3-9]|[23]\d)[-/. ]\d{4}"
FIRST_IS_DAY = r"^(1[3-9]|[23]\d)[-/. ]\d{1,2}[-/. ]\d{4}"
EITHER_IS_DAY = r"^(0?[1-9]|1[0-2])[-/. ](0?[1-9]|1[0-2])[-/. ]\d{4}"
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan 一月 1月", "february feb 二月 2月", "march mar 三月 3月", "april apr 四月 4月",
            "may 五月 5月", "june jun 六月 6月", "july jul 七月 7月", "august aug 八月 8月",
            "september sep sept 九月 9月", "october oct 十月 10月", "november nov 十一月 11月",
            "december dec 十二月 12月",
        ),
        1,
    )
    for name in (*names.split(), str(number), f"{number:02}")
}  # fmt: skip
_CASTS = {Type.TEXT: "text", Type.WORD: "text", Type.INTEGER: "int", Type.NUMBER: "numeric", Type.DATE: "date"}


def column(position: int) -> Composable:
    """The cell of the file's column number `position`."""
    return Identifier("r", f"c{position}")


def look_up(words: Mapping[str, str], key: Composable) -> Composable:
    """What `words` say about `key`; NULL for a word that is not among them."""
    return SQL("({}::jsonb ->> ({}))").format(Literal(json.dumps(dict(words), ensure_ascii=False)), key)


def value(plan: Plan, one: Field) -> Composable:
    """The value of field `one`, of its own SQL type; a typed NULL when the file does not fill it."""
    spec = plan.specs.get(one.name)
    if spec is None:
        return SQL("NULL::{}").format(SQL(_CASTS[one.type]))
    if spec.how == "value":
        return _read(plan, one, spec, SQL("{}::text").format(Literal(spec.value)))
    if spec.how == "sum":
        parts = [SQL("coalesce({}, 0)").format(_read(plan, one, spec, column(n))) for n in spec.columns]
        return SQL("({})").format(SQL(" + ").join(parts))
    if spec.how == "parts":
        return _date_of_parts(spec)
    return _read(plan, one, spec, column(spec.columns[0]))


def is_given(plan: Plan, name: str) -> Composable:
    """Whether the file says anything about field `name` in a row."""
    spec = plan.specs.get(name)
    if spec is None:
        return SQL("false")
    if spec.how == "value":
        return SQL("true")
    return SQL("num_nonnulls({}) > 0").format(SQL(", ").join(column(n) for n in spec.columns))


def _read(plan: Plan, one: Field, spec: Spec, cell: Composable) -> Composable:
    if one.type == Type.DATE:
        return SQL("ingest_date({}, {})").format(cell, _is_day_first(plan, one, cell))
    if one.type == Type.NUMBER:
        return SQL("round(ingest_number({}, {}), 2)").format(cell, Literal(plan.comma))
    if one.type == Type.INTEGER:
        return SQL("CASE WHEN {0} ~ '^\\d{{1,5}}(\\.0+)?$' THEN {0}::numeric::int END").format(cell)
    if one.type == Type.WORD:
        return look_up(_meanings(plan, one, spec), SQL("lower({})").format(cell))
    return SQL("{}::text").format(cell)


def _is_day_first(plan: Plan, one: Field, cell: Composable) -> Composable:
    order = plan.date_order or plan.orders.get(one.name, "dmy")
    if order == "mixed":
        return SQL("{} !~ {}").format(cell, Literal(SECOND_IS_DAY))
    return Literal(order == "dmy")


def _meanings(plan: Plan, one: Field, spec: Spec) -> dict[str, str]:
    """The words of both languages, and over them the mapping's own, which speak of codes where we need ids."""
    usual = words_for(plan.kind, one.name)
    own = {word: usual.get(meaning.lower(), meaning) for word, meaning in spec.words.items()}
    if one.name in ROWS:  # a code that no row of ours has is no id: the word is not understood
        own = {word: meaning for word, meaning in own.items() if not meaning or meaning in usual.values()}
    return {**usual, **own}


def _date_of_parts(spec: Spec) -> Composable:
    year, month, day = (column(n) for n in spec.columns)
    number = look_up({name: str(number) for name, number in MONTHS.items()}, SQL("lower({})").format(month))
    return SQL("ingest_date({} || '-' || {} || '-' || {}, true)").format(year, number, day)
