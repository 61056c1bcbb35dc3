"""Imports: the file, how its columns are read, what became of it, and how to undo it."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guests.models import Guest
from hotelcrm.accounts.models import Hotel
from hotelcrm.pii.fields import EncryptedTextField


class Kind(models.TextChoices):
    GUESTS = "guests", _("guests")
    STAYS = "stays", _("stays")
    CHARGES = "charges", _("charges")
    REVIEWS = "reviews", _("reviews")


class Mapping(models.Model):
    """How the columns of one kind of file are read, kept by name; ``shipped.py`` has those of the product."""

    name = models.SlugField(_("name"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    columns = models.JSONField(_("columns"), default=dict, help_text="Field: column header, or a rule.")
    options = models.JSONField(_("options"), default=dict, blank=True, help_text="Date order, words that mean empty.")

    class Meta:
        verbose_name = _("mapping")
        verbose_name_plural = _("mappings")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Import(models.Model):
    """One file on its way in."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("uploaded")
        PREVIEWING = "previewing", _("checking")
        PREVIEWED = "previewed", _("ready to apply")
        APPLYING = "applying", _("applying")
        APPLIED = "applied", _("applied")
        CANCELLED = "cancelled", _("cancelled")
        FAILED = "failed", _("failed")
        UNDOING = "undoing", _("undoing")
        UNDONE = "undone", _("undone")

    class Phase(models.TextChoices):
        WAITING = "waiting", _("waiting for another import")
        READING = "reading", _("reading the file")
        CHECKING = "checking", _("checking the rows")
        WRITING = "writing", _("writing")
        REMOVING = "removing", _("taking back")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    hotel = models.ForeignKey(
        Hotel, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("hotel"), db_index=False
    )
    file_name = models.CharField(_("file"), max_length=200)
    file_hash = models.CharField(max_length=64, help_text="SHA-256 of the bytes.")
    file_size = models.PositiveBigIntegerField(_("size"))
    format = models.JSONField(_("format"), default=dict, help_text="Encoding, delimiter, sheet, headers.")
    columns = models.JSONField(_("columns"), default=dict)
    options = models.JSONField(_("options"), default=dict)
    mapping_name = models.CharField(_("mapping"), max_length=60, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.UPLOADED)
    message = models.TextField(_("message"), blank=True, help_text="As it stands in the code, untranslated.")
    message_facts = models.JSONField(default=dict, blank=True, help_text="What fills the blanks of the message.")
    total = models.PositiveIntegerField(_("rows"), default=0)
    done = models.PositiveIntegerField(_("rows done"), default=0)
    new = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    rejected = models.PositiveIntegerField(_("rejected"), default=0)
    doubtful = models.PositiveIntegerField(_("doubtful"), default=0, help_text="Rows with a warning.")
    kept = models.PositiveIntegerField(_("kept"), default=0, help_text="Rows an undo left, because of later changes.")
    attempt = models.UUIDField(null=True, editable=False, help_text="Who is at work on it; fences a second worker.")
    lease_until = models.DateTimeField(null=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False, help_text="How often this step was begun.")
    cancel_asked = models.BooleanField(default=False)
    phase = models.CharField(_("phase"), max_length=10, choices=Phase.choices, blank=True)
    phase_at = models.DateTimeField(null=True, editable=False)
    sample = EncryptedTextField(help_text="The first rows as they were understood, for the preview; JSON.")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("created at"), db_default=TransactionNow(), editable=False)
    started_at = models.DateTimeField(_("started at"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(
                fields=["state"], name="import_at_work", condition=Q(state__in=["previewing", "applying", "undoing"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.get_kind_display()})"

    @property
    def said(self) -> str:
        """The message in the language of whoever reads it."""
        sentence = gettext(self.message) if self.message else ""
        return sentence % self.message_facts if self.message_facts else sentence


class FilePart(models.Model):
    """A slice of the uploaded file, encrypted: the raw thing is stored before anything is made of it."""

    upload = models.ForeignKey(Import, models.CASCADE, related_name="parts", db_index=False)
    order = models.PositiveIntegerField()
    content = EncryptedTextField(help_text="Base64 of the bytes.")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["upload", "order"], name="filepart_unique")]

    def __str__(self) -> str:
        return f"{self.upload_id} #{self.order}"


class RowFault(models.Model):
    """Why one row was rejected, or what is doubtful about it. It names columns, never repeats personal data."""

    class Severity(models.TextChoices):
        REJECTED = "rejected", _("rejected")
        WARNING = "warning", _("warning")

    upload = models.ForeignKey(Import, models.CASCADE, related_name="faults", db_index=False)
    line = models.PositiveIntegerField(_("line"))
    column = models.CharField(_("column"), max_length=120, blank=True)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity.choices)
    code = models.CharField(_("reason"), max_length=40)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["upload", "line"], name="rowfault_line")]

    def __str__(self) -> str:
        return f"{self.line}: {self.code}"


class Applied(models.Model):
    """What an import did to one row of ours, so that it can be undone. `before` is empty for a row it made."""

    upload = models.ForeignKey(Import, models.CASCADE, related_name="applied")
    table = models.CharField(max_length=60)
    row_id = models.BigIntegerField()
    version = models.PositiveIntegerField(help_text="Version of the row after the import.")
    before = EncryptedTextField(help_text="Former values of the columns it changed; JSON.")
    fingerprint = models.BinaryField(null=True, help_text="Of the file's row and mapping: said again, it is no news.")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["table", "row_id", "upload"], name="applied_unique")]

    def __str__(self) -> str:
        return f"{self.table} {self.row_id}"


class GuestKey(models.Model):
    """The number by which another system, or a file, knows a guest; the file's second import finds the guest by it."""

    guest = models.ForeignKey(Guest, models.CASCADE, related_name="keys_elsewhere", verbose_name=_("guest"))
    source = models.CharField(_("source"), max_length=40)
    external_id = models.CharField(_("number at the source"), max_length=80)

    class Meta:
        verbose_name = _("guest number elsewhere")
        verbose_name_plural = _("guest numbers elsewhere")
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "external_id"], name="guestkey_unique")]

    def __str__(self) -> str:
        return f"{self.source} {self.guest_id}"
