"""What staff may choose from where a manual's address turned out to be a list of documents."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from catalog.models import ADDRESS_LENGTH
from support.models.manual import Manual


class Candidate(models.Model):
    """A PDF file that the page at a manual's address links to; nobody has fetched it."""

    manual = models.ForeignKey(Manual, on_delete=models.CASCADE, related_name="candidates")
    url = models.CharField("address", max_length=ADDRESS_LENGTH)
    text = models.CharField(max_length=300, blank=True, help_text="what the page says of it")
    language = models.CharField(max_length=20, blank=True)
    position = models.PositiveSmallIntegerField(help_text="the likeliest is 0")
    found_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["manual", "url"], name="candidate_once")
        ]

    def __str__(self) -> str:
        return self.text or self.url
