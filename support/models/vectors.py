"""What encoders made of a revision's passages: rows, so that replicas share nothing else."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from support.models.manual import Revision


class PassageVectors(models.Model):
    """The dense vectors of neighbouring passages: small, and always wanted all together."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="vectors")
    encoder = models.CharField(max_length=12, help_text="see support.encoders.fingerprint")
    first = models.PositiveIntegerField(help_text="number of the first passage")
    count = models.PositiveIntegerField()
    data = models.BinaryField(help_text="float16, one vector a passage; zeros where left out")

    class Meta:
        verbose_name_plural = "passage vectors"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["revision", "encoder", "first"], name="passage_vectors_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.revision_id}/{self.first}+{self.count}"


class PassageTokens(models.Model):
    """One passage token by token: large, and only wanted for the few that may answer."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="tokens")
    encoder = models.CharField(max_length=12)
    number = models.PositiveIntegerField(help_text="of the passage")
    data = models.BinaryField(help_text="see support.vectors for the format")

    class Meta:
        verbose_name_plural = "passage tokens"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["revision", "encoder", "number"], name="passage_tokens_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.revision_id}/{self.number}"
