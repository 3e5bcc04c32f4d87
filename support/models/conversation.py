"""A conversation, its messages and what they cite."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from catalog.models import Product
from support.models.kept_answer import KeptAnswer
from support.models.manual import Revision


class Conversation(models.Model):
    """Its id is a capability: random, and whoever knows it may read and write here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return str(self.id)


class Message(models.Model):
    """One utterance. The desk's answer is a row from the moment the question is asked.

    ``change`` rises with every visible change: those who wait compare it (see support.bells).
    The fields from ``question`` down have a meaning for the desk's answers only.
    """

    class Role(models.TextChoices):
        CUSTOMER = "customer"
        DESK = "desk"

    class State(models.TextChoices):
        PENDING = "pending"
        FINISHED = "finished"

    class Outcome(models.TextChoices):
        ANSWERED = "answered"
        UNSURE = "unsure"
        REFUSED = "refused"

    class Reason(models.TextChoices):
        NO_MANUAL = "no_manual"
        FETCH_FAILED = "fetch_failed"
        UNREADABLE = "unreadable"
        NOT_COVERED = "not_covered"
        STOPPED = "stopped"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="messages"
    )
    role = models.CharField(max_length=10, choices=Role.choices)
    product = models.ForeignKey(Product, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    change = models.PositiveBigIntegerField(default=0)
    # Of a question: made by the client, so that asking twice by accident asks once.
    client_id = models.UUIDField(null=True, blank=True, unique=True)
    scenario = models.CharField(max_length=10, default="general")
    image = models.CharField(max_length=200, blank=True, help_text="its name in the storage")
    # Of a question: a keyed hash of the client's address, another one each day (see budgets).
    asker = models.CharField(max_length=64, blank=True)

    question = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="answer"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.FINISHED)
    stop_requested = models.BooleanField(default=False)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    reason = models.CharField(max_length=20, choices=Reason.choices, blank=True)
    revision = models.ForeignKey(
        Revision, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    engine = models.CharField(max_length=30, blank=True)
    from_cache = models.BooleanField(default=False)
    kept = models.ForeignKey(
        KeptAnswer, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    suggestion = models.TextField(blank=True)
    pro_tip = models.TextField(blank=True)
    notice = models.TextField(blank=True, help_text="what the customer should know of the answer")
    timings = models.JSONField(default=dict, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0, help_text="how often it was claimed")
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["created_at", "role"]
        indexes: ClassVar = [
            models.Index(fields=["conversation", "created_at"], name="message_in_order"),
            models.Index(
                fields=["created_at"],
                name="message_pending",
                condition=models.Q(state="pending"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.text[:60]}"


class Citation(models.Model):
    """A quote in an answer, verified to stand on its page before it was shown."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="citations")
    number = models.PositiveSmallIntegerField(help_text="the [n] in the answer's text")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="citations")
    page = models.PositiveIntegerField()
    page_label = models.CharField(max_length=200, blank=True)
    quote = models.TextField()

    class Meta:
        ordering: ClassVar = ["message", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "number"], name="citation_once")
        ]

    def __str__(self) -> str:
        return f"[{self.number}] p. {self.page}"

    def get_absolute_url(self) -> str:
        """Its page with the quote marked; tells nothing of the conversation."""
        return f"/manuals/{self.revision_id}/pages/{self.page}/?c={self.pk}"
