"""What language models cost, by day and customer."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Spending(models.Model):
    """One day of one customer, or (``customer`` empty) of all of them together.

    Requests under way are in it with what they may cost at most, see support.budgets.
    """

    day = models.DateField()
    customer = models.CharField(max_length=64, blank=True)
    tokens = models.BigIntegerField(default=0)
    micros = models.BigIntegerField(default=0, help_text="millionths of the prices' currency")

    class Meta:
        verbose_name_plural = "spending"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "customer"], name="spending_once")
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.tokens} tokens"
