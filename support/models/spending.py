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


class Reservation(models.Model):
    """What an answer under way may cost at most; until then it is in the rows of its day.

    Whoever deletes the row takes it out of them: the answer's end, or after ``until`` anybody.
    """

    day = models.DateField()
    customer = models.CharField(max_length=64)
    tokens = models.BigIntegerField()
    micros = models.BigIntegerField()
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.tokens} tokens until {self.until}"
