"""A manual as we hold it: its state, the fetched copies (revisions), their pages and passages."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from catalog.models import ADDRESS_LENGTH, NAME_LENGTH, ManualSource


class Manual(models.Model):
    """What we know of the document at one address; several products may share it.

    ``change`` rises with every visible change: those who wait compare it (see support.bells).
    """

    class Status(models.TextChoices):
        NEW = "new", "not fetched yet"
        QUEUED = "queued"
        FETCHING = "fetching"
        EXTRACTING = "extracting"
        INDEXING = "indexing"
        READY = "ready"
        FAILED = "failed"

    BUSY = (Status.QUEUED, Status.FETCHING, Status.EXTRACTING, Status.INDEXING)

    address = models.CharField(max_length=ADDRESS_LENGTH, unique=True)
    kind = models.CharField(
        max_length=10, choices=ManualSource.Kind.choices, blank=True, default=""
    )
    language = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=NAME_LENGTH, blank=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.NEW)
    progress = models.FloatField(default=0.0)
    pictures = models.PositiveIntegerField(
        default=0, help_text="pages whose pictures are being read; progress is of these"
    )
    change = models.PositiveBigIntegerField(default=0)
    current = models.ForeignKey(
        "Revision", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=20, blank=True, help_text="why it failed, the short word")
    failure = models.TextField(blank=True, help_text="why it failed, for staff")
    customer_text = models.TextField(blank=True, help_text="why it failed, for customers")
    permanent = models.BooleanField(default=False, help_text="trying again will not help")
    attempts = models.PositiveIntegerField(default=0, help_text="failures in a row")
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    queued_at = models.DateTimeField(null=True, blank=True)
    prefetched_at = models.DateTimeField(
        null=True, blank=True, help_text="read before anybody asked; empty once that is settled"
    )
    touched = models.PositiveIntegerField(
        "touched answers",
        default=0,
        help_text="answers that quote words which the current revision does not have any more",
    )
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["title", "address"]
        indexes: ClassVar = [models.Index(fields=["updated_at"], name="manual_updated")]

    def __str__(self) -> str:
        return self.title or self.address

    @property
    def is_settled(self) -> bool:
        """Read, or failed for now: there is nothing to wait for."""
        return self.status in (self.Status.READY, self.Status.FAILED)


class Revision(models.Model):
    """One fetched copy; its bytes lie in the default storage.

    Once indexed it only ever gains: what is read off its scanned pages.
    """

    class MediaType(models.TextChoices):
        PDF = "application/pdf", "PDF"
        HTML = "text/html", "HTML"

    manual = models.ForeignKey(Manual, on_delete=models.CASCADE, related_name="revisions")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(help_text="bytes")
    media_type = models.CharField(max_length=40, choices=MediaType.choices)
    storage_name = models.CharField(max_length=200)
    title = models.CharField(max_length=NAME_LENGTH, blank=True)
    language = models.CharField(max_length=20, blank=True)
    page_count = models.PositiveIntegerField(default=0)
    producer = models.CharField(max_length=200, blank=True, help_text="what made the file")
    dated_at = models.DateTimeField(null=True, blank=True, help_text="as the file itself says")
    # Where the bytes came from in the end, and what to ask its server the next time.
    final_url = models.CharField(max_length=4000, blank=True)
    etag = models.CharField("ETag", max_length=300, blank=True)
    last_modified = models.CharField("Last-Modified", max_length=60, blank=True)
    fetched_at = models.DateTimeField(default=timezone.now)
    indexed_at = models.DateTimeField(
        null=True, blank=True, help_text="when the index was last written"
    )
    recogniser = models.UUIDField(
        null=True, blank=True, help_text="who reads its scanned pages: the token of their job"
    )
    recognised_until = models.DateTimeField(null=True, blank=True, help_text="until when they may")
    vectors_at = models.DateTimeField(
        null=True, blank=True, help_text="when vectors were last added or taken out"
    )
    vectors_of = models.DateTimeField(
        null=True, blank=True, help_text="the indexed_at of which all vectors are there"
    )
    encoder = models.CharField(max_length=12, blank=True, help_text="by which they were made")
    vectoriser = models.UUIDField(
        null=True, blank=True, help_text="who makes its vectors: the token of their job"
    )
    vectorised_until = models.DateTimeField(null=True, blank=True, help_text="until when they may")
    vectors_wanted_at = models.DateTimeField(
        null=True, blank=True, help_text="when a customer chose it while vectors were missing"
    )

    class Meta:
        ordering: ClassVar = ["-fetched_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["manual", "sha256"], name="revision_once")
        ]

    def __str__(self) -> str:
        return f"{self.title or self.manual_id} ({self.sha256[:8]})"


class Page(models.Model):
    """One page of the file, from 1 (in HTML: one section)."""

    class Recognition(models.TextChoices):
        NONE = "", "not needed"
        WANTED = "wanted", "a picture that nobody has read yet"
        DONE = "done", "read from its picture"
        FAILED = "failed", "its picture cannot be read"

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()
    label = models.CharField(
        max_length=200, blank=True, help_text="as printed; in HTML the heading"
    )
    anchor = models.CharField(max_length=300, blank=True, help_text="in HTML: the section's id")
    text = models.TextField(blank=True)
    language = models.CharField(max_length=20, blank=True, help_text="ISO 639-1, as far as known")
    recognition = models.CharField(
        max_length=8, choices=Recognition.choices, blank=True, default=Recognition.NONE
    )
    confidence = models.FloatField(
        null=True, blank=True, help_text="of text recognition, 0-100, over the words kept"
    )
    words = models.BinaryField(null=True, blank=True, help_text="recognised words and their places")

    class Meta:
        ordering: ClassVar = ["revision", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["revision", "number"], name="page_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["revision"],
                condition=models.Q(recognition="wanted"),
                name="page_to_recognise",
            )
        ]

    def __str__(self) -> str:
        return self.label or str(self.number)


class Passage(models.Model):
    """A piece of one page, small enough to quote and to rank; never crosses a page."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="passages")
    number = models.PositiveIntegerField(help_text="from 0, in reading order; the row of the index")
    page_number = models.PositiveIntegerField()
    start = models.PositiveIntegerField(help_text="offset in the page's text, code points")
    text = models.TextField()
    heading_path = models.JSONField(default=list, blank=True)

    class Meta:
        ordering: ClassVar = ["revision", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["revision", "number"], name="passage_once")
        ]

    def __str__(self) -> str:
        return f"{self.revision_id}/{self.number}"


class ManualIndex(models.Model):
    """The searchable form of one revision's passages (see support.index for the format)."""

    revision = models.OneToOneField(Revision, on_delete=models.CASCADE, related_name="index")
    version = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        verbose_name_plural = "manual indexes"

    def __str__(self) -> str:
        return f"{self.revision_id} v{self.version}"
