"""What customers thought of an answer."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from support.models.conversation import Message


class Feedback(models.Model):
    """The last word of the customer on one answer."""

    RATINGS: ClassVar = ("up", "down", "1", "2", "3", "4", "5")

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="feedback")
    rating = models.CharField(max_length=4, choices=[(r, r) for r in RATINGS])
    comment = models.TextField(blank=True)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "feedback"

    def __str__(self) -> str:
        return self.rating
