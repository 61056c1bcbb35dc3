from django.db import migrations

# Stays that ended before there was a row for them: they earned nothing, and nothing said that they wait.
NOTE = """
INSERT INTO loyalty_settlementdue (stay_id, since, waits_for)
SELECT s.id, now(), s.currency
FROM stays_stay s
JOIN guests_guest g ON g.id = s.guest_id
JOIN loyalty_member m ON m.guest_id = coalesce(g.merged_into_id, g.id)
WHERE s.status = 'checked_out' AND s.departure >= m.joined_on AND m.closed_on IS NULL
    AND s.currency <> (SELECT currency FROM loyalty_programme)
    AND NOT EXISTS (SELECT FROM loyalty_currencyrate r WHERE r.currency = s.currency)
    AND NOT EXISTS (SELECT FROM loyalty_pointsentry e WHERE e.stay_id = s.id)
ORDER BY s.id
ON CONFLICT (stay_id) DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [
        ("loyalty", "0014_watched_terms_and_waiting_stays"),
    ]

    operations = [migrations.RunSQL(NOTE, migrations.RunSQL.noop, elidable=True)]
