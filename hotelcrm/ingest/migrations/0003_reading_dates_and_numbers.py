"""What a spreadsheet's text means as a date or a number: functions, because the checks are made in SQL."""

from django.db import migrations

DATES = r"""
-- A written date in the order year-month-day; NULL when it has no form that is known. Whether the day exists is not asked.
CREATE FUNCTION ingest_iso(value text, day_first boolean) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT CASE
    WHEN value ~ '^\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?([T ].*)?$'
        THEN regexp_replace(value, '^(\d{4})\D+(\d{1,2})\D+(\d{1,2}).*$', '\1-\2-\3')
    WHEN value ~ '^\d{1,2}[-/. ]\d{1,2}[-/. ]\d{4}([T ].*)?$'
        THEN regexp_replace(value, '^(\d{1,2})\D(\d{1,2})\D(\d{4}).*$', CASE WHEN day_first THEN '\3-\2-\1' ELSE '\3-\1-\2' END)
    WHEN value ~ '^(19|20)\d{6}$'
        THEN regexp_replace(value, '^(\d{4})(\d{2})(\d{2})$', '\1-\2-\3')
    WHEN value ~ '^[2-6]\d{4}(\.\d+)?$'  -- the days since 1899-12-30, as Excel keeps a date
        THEN to_char(date '1899-12-30' + left(value, 5)::int, 'YYYY-MM-DD')
    WHEN value ~ '^\d{1,2}[- ][A-Za-z]{3,9}[-, ]+\d{4}$' OR value ~ '^[A-Za-z]{3,9} \d{1,2},? \d{4}$'
        THEN CASE WHEN pg_input_is_valid(value, 'date') THEN to_char(value::date, 'YYYY-MM-DD') END
END $$;

-- A written date; NULL when it cannot be read or there is no such day.
CREATE FUNCTION ingest_date(value text, day_first boolean) RETURNS date LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT CASE
    WHEN value ~ '^\d{4}-\d{1,2}-\d{1,2}$' THEN CASE WHEN pg_input_is_valid(value, 'date') THEN value::date END
    WHEN pg_input_is_valid(ingest_iso(value, day_first), 'date') THEN ingest_iso(value, day_first)::date
END $$;
"""

NUMBERS = r"""
-- A written amount without its currency and its separators of thousands, which stand before three digits or are none.
CREATE FUNCTION ingest_plain(value text, comma boolean) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT CASE
    WHEN comma AND bare ~ '^-?\d{1,3}(\.\d{3})+(,\d+)?$' THEN translate(bare, ',.', '.')
    WHEN comma AND bare ~ '^-?\d+(,\d+)?$' THEN replace(bare, ',', '.')
    WHEN NOT comma AND bare ~ '^-?\d{1,3}(,\d{3})+(\.\d+)?$' THEN replace(bare, ',', '')
    WHEN bare ~ '^-?\d+(\.\d+)?(E\+?\d{1,2})?$' THEN bare
END
FROM (SELECT regexp_replace(
    translate(
        regexp_replace(value, '[\s''’¥￥€$£元]|CNY|RMB|EUR|USD|GBP', '', 'gi'),
        '，．（）－０１２３４５６７８９', ',.()-0123456789'
    ), '^\((.*)\)$', '-\1'
)) AS t (bare)
$$;

-- A written amount; (5) is -5; NULL when it is not a number.
CREATE FUNCTION ingest_number(value text, comma boolean) RETURNS numeric LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT CASE
    WHEN value ~ '^-?\d{1,12}$' OR (NOT comma AND value ~ '^-?\d{1,12}\.\d{1,8}$') THEN value::numeric
    WHEN ingest_plain(value, comma) ~ '^-?\d{1,12}(\.|E|$)' THEN ingest_plain(value, comma)::numeric
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("ingest", "0002_guest_keys_phases_fingerprints")]

    operations = [
        migrations.RunSQL(DATES, "DROP FUNCTION ingest_date(text, boolean); DROP FUNCTION ingest_iso(text, boolean)"),
        migrations.RunSQL(
            NUMBERS, "DROP FUNCTION ingest_number(text, boolean); DROP FUNCTION ingest_plain(text, boolean)"
        ),
    ]
