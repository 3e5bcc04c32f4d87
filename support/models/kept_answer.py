"""Answers that are kept for those who ask the same."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from catalog.models import Product
from support.models.manual import Revision


class KeptAnswer(models.Model):
    """A finished answer, as it may be given again; every quote is checked anew when it is.

    ``place`` is a digest of all that an answer depends on beside the question (see
    support.conversations.remembering); ``digest`` is one of the question as it is compared.
    It holds no customer: only what was asked and what was said.
    """

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="kept_answers")
    place = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    question = models.TextField()
    vector = models.BinaryField(null=True, blank=True, help_text="of the question, float32")
    text = models.TextField()
    outcome = models.CharField(max_length=10)
    reason = models.CharField(max_length=20, blank=True)
    engine = models.CharField(max_length=30)
    suggestion = models.TextField(blank=True)
    pro_tip = models.TextField(blank=True)
    quotes = models.JSONField(default=list, help_text="[number, page, page label, text] of each")
    uses = models.PositiveIntegerField(default=0, help_text="how often it was given again")
    created_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-used_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["place", "digest"], name="kept_answer_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["created_at"], name="kept_answer_created"),
            models.Index(fields=["used_at"], name="kept_answer_used"),
        ]

    def __str__(self) -> str:
        return self.question[:60]
