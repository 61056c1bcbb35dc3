"""What guests wrote elsewhere, and what the words of guests say."""

from typing import ClassVar, Final

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guests.models import Guest
from hotelcrm.accounts.models import Hotel
from hotelcrm.audit.guards import history
from hotelcrm.pii.fields import EncryptedTextField
from stays.models import Stay

from .answer import Answer


class Site(models.TextChoices):
    """Where reviews are written."""

    CTRIP = "ctrip", _("Ctrip / Trip.com")
    MEITUAN = "meituan", _("Meituan")
    FLIGGY = "fliggy", _("Fliggy")
    QUNAR = "qunar", _("Qunar")
    DIANPING = "dianping", _("Dianping")
    BOOKING = "booking", _("Booking.com")
    AGODA = "agoda", _("Agoda")
    EXPEDIA = "expedia", _("Expedia")
    TRIPADVISOR = "tripadvisor", _("Tripadvisor")
    GOOGLE = "google", _("Google")
    OTHER = "other", pgettext_lazy("review", "another site")


@history("rating", "guest", "stay", "replied_at", "replied_by")
class Review(models.Model):
    """A published review. `rating` is normalised to 1.0 to 5.0; `given` of `best` is what the guest gave.

    Who replied is one of us (`replied_by`), or as the site calls whoever it was (`replied_as`), where a file said so.
    `key` is the site's own number, or a digest of what was imported: the same review again is the first one.
    """

    hotel = models.ForeignKey(Hotel, models.PROTECT, related_name="reviews", verbose_name=_("hotel"), db_index=False)
    site = models.CharField(_("site"), max_length=12, choices=Site.choices)
    key = models.CharField(_("number at the site"), max_length=100)
    written_on = models.DateField(_("written on"))
    author = EncryptedTextField(_("author"))
    language = models.CharField(_("language"), max_length=10, blank=True)
    title = models.CharField(_("title"), max_length=300, blank=True)
    text = models.TextField(_("text"), blank=True)
    given = models.DecimalField(_("rating"), max_digits=5, decimal_places=2)
    best = models.DecimalField(_("of"), max_digits=5, decimal_places=2, default=5)
    rating = models.DecimalField(
        _("rating of 5"), max_digits=3, decimal_places=2, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    url = models.URLField(_("link"), max_length=500, blank=True)
    guest = models.ForeignKey(
        Guest, models.PROTECT, null=True, blank=True, related_name="reviews", verbose_name=_("guest")
    )
    stay = models.ForeignKey(
        Stay, models.SET_NULL, null=True, blank=True, related_name="published_reviews", verbose_name=_("stay")
    )
    reply = models.TextField(_("reply"), blank=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("replied by"),
    )
    replied_as = EncryptedTextField(_("replied by, as the site says"))
    replied_at = models.DateTimeField(_("replied at"), null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("entered by"),
    )
    entered_at = models.DateTimeField(_("entered at"))
    judged_at = models.DateTimeField(_("words read at"), null=True, editable=False)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["site", "hotel", "key"],
                name="review_once",
                violation_error_message=_("This review was entered already."),
            ),
            models.CheckConstraint(condition=Q(rating__gte=1, rating__lte=5), name="review_rating"),
            models.CheckConstraint(
                condition=Q(replied_at=None, reply="") | (Q(replied_at__isnull=False) & ~Q(reply="")),
                name="review_reply_says_when",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["hotel", "-written_on"], name="review_of_hotel"),
            # Into which of the bad ones nobody looks yet is asked every few minutes.
            models.Index(fields=["written_on"], condition=Q(rating__lte=2), name="review_low"),
            models.Index(fields=["id"], condition=Q(judged_at=None), name="review_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.site} {self.key}"

    def get_absolute_url(self) -> str:
        return reverse("feedback:review", args=[self.pk])

    @property
    def said(self) -> str:
        """Title and text as one: the positions of its sentences are in it."""
        return f"{self.title}\n{self.text}" if self.title else self.text

    @property
    def reply_version(self) -> str:
        """What whoever saw this reply has seen: empty before the first."""
        return self.replied_at.isoformat() if self.replied_at else ""


class Topic(models.TextChoices):
    """What sentences of guests are about."""

    ROOM = "room", pgettext_lazy("topic", "room")
    NOISE = "noise", pgettext_lazy("topic", "noise")
    BREAKFAST = "breakfast", pgettext_lazy("topic", "breakfast")
    SERVICE = "service", pgettext_lazy("topic", "service")
    FRONT_DESK = "front_desk", pgettext_lazy("topic", "front desk")
    CHECK_OUT = "check_out", pgettext_lazy("topic", "check-out")
    CLEANLINESS = "cleanliness", pgettext_lazy("topic", "cleanliness")
    PRICE = "price", pgettext_lazy("topic", "price")
    LOCATION = "location", pgettext_lazy("topic", "location")
    FACILITIES = "facilities", pgettext_lazy("topic", "facilities")


def _tally(operation: str, sign: int) -> pgtrigger.Trigger:
    """What keeps `Tally` by the sentences of a statement, all at once; one transaction after the other."""
    rows, what = ("new_rows", pgtrigger.Insert) if sign > 0 else ("old_rows", pgtrigger.Delete)
    naming = {"new": rows} if sign > 0 else {"old": rows}
    return pgtrigger.Trigger(
        name=f"tally_{operation.lower()}",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=what,
        referencing=pgtrigger.Referencing(**naming),  # type: ignore[no-untyped-call]
        func=TALLY[sign].replace("{rows}", rows),
    )


_SAID = """
    SELECT kind, hotel_id, month, source, language, mood, said, count(*) AS n
    FROM (
        SELECT hotel_id, date_trunc('month', said_on)::date AS month, language, mood, words, topics,
            CASE WHEN review_id IS NULL THEN 's' ELSE 'r' END AS source
        FROM {rows}
    ) AS r,
    LATERAL (
        SELECT 'a' AS kind, '' AS said
        UNION ALL SELECT 't', unnest(topics)
        UNION ALL SELECT 'w', unnest(words)
    ) AS found
    GROUP BY 1, 2, 3, 4, 5, 6, 7
"""
_TURN = "PERFORM pg_advisory_xact_lock(hashtext('feedback.tally'));"
TALLY: Final = {
    1: f"""
        {_TURN}
        INSERT INTO feedback_tally AS t (kind, hotel_id, month, source, language, mood, said, sentences)
        {_SAID}
        ON CONFLICT (kind, hotel_id, month, source, language, mood, said)
        DO UPDATE SET sentences = t.sentences + excluded.sentences;
        RETURN NULL;
    """,
    -1: f"""
        {_TURN}
        WITH gone AS ({_SAID}), emptied AS (
            DELETE FROM feedback_tally t USING gone g
            WHERE (t.kind, t.hotel_id, t.month, t.source, t.language, t.mood, t.said)
                = (g.kind, g.hotel_id, g.month, g.source, g.language, g.mood, g.said) AND t.sentences <= g.n
        )
        UPDATE feedback_tally t SET sentences = t.sentences - g.n FROM gone g
        WHERE (t.kind, t.hotel_id, t.month, t.source, t.language, t.mood, t.said)
            = (g.kind, g.hotel_id, g.month, g.source, g.language, g.mood, g.said) AND t.sentences > g.n;
        RETURN NULL;
    """,  # noqa: S608 (made of constants)
}


class Sentence(models.Model):
    """One sentence of a review or of an answer: what it is about and whether it is good. Its text stays where it is."""

    review = models.ForeignKey(Review, models.CASCADE, null=True, related_name="sentences", verbose_name=_("review"))
    answer = models.ForeignKey(Answer, models.CASCADE, null=True, related_name="sentences", verbose_name=_("answer"))
    hotel = models.ForeignKey(Hotel, models.CASCADE, related_name="+", verbose_name=_("hotel"), db_index=False)
    said_on = models.DateField(_("said on"))
    language = models.CharField(_("language"), max_length=10)
    starts = models.PositiveIntegerField(help_text="In characters of the text.")
    ends = models.PositiveIntegerField()
    mood = models.SmallIntegerField(_("sentiment"), help_text="-1 bad, 0 neither, 1 good.")
    topics = ArrayField(models.CharField(max_length=12, choices=Topic.choices), default=list, verbose_name=_("topics"))
    words = ArrayField(models.CharField(max_length=40), default=list, verbose_name=_("words"))

    class Meta:
        verbose_name = _("sentence")
        verbose_name_plural = _("sentences")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(review__isnull=False, answer=None) | Q(review=None, answer__isnull=False),
                name="sentence_of_one_text",
            ),
            models.CheckConstraint(condition=Q(mood__gte=-1, mood__lte=1), name="sentence_mood"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["hotel", "said_on"], name="sentence_of_month"),
            GinIndex(fields=["words"], name="sentence_words"),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="read_anew", operation=pgtrigger.Update),  # a text is read anew as a whole
            _tally("INSERT", 1),
            _tally("DELETE", -1),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class Tally(models.Model):
    """How many sentences of a month have a word, or a topic; the database keeps it as sentences come and go.

    `said` is the word, the topic, or empty for all sentences. Counting two million words would take a second, this does
    not. `source` is where they were said: a review or a survey.
    """

    class Kind(models.TextChoices):
        ALL = "a", _("all")
        TOPIC = "t", _("topics")
        WORD = "w", _("words")

    class Source(models.TextChoices):
        REVIEW = "r", _("reviews")
        SURVEY = "s", _("surveys")

    kind = models.CharField(max_length=1, choices=Kind.choices)
    hotel = models.ForeignKey(Hotel, models.CASCADE, related_name="+", db_index=False)
    month = models.DateField(help_text="Its first day.")
    source = models.CharField(max_length=1, choices=Source.choices)
    language = models.CharField(max_length=10)
    mood = models.SmallIntegerField()
    said = models.CharField(max_length=40)
    sentences = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "hotel", "month", "source", "language", "mood", "said"],
                include=["sentences"],
                name="tally_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.said} {self.month}"


class Reading(models.Model):
    """From when on texts are read by which state of the words engine; when it changes, all of them are read anew."""

    engine = models.CharField(max_length=16, help_text="A digest of its code and its weights.")
    begun_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.engine
