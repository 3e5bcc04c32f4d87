"""Staff looks at what language models cost, by day and customer."""

from __future__ import annotations

from django.contrib import admin

from support.admin_rows import ReadOnlyRows
from support.models import Spending


class SpendingAdmin(ReadOnlyRows, admin.ModelAdmin):  # type: ignore[type-arg]
    """Customers are hashes: enough to see that one of them asks all the time."""

    list_display = ("day", "who", "tokens", "cost")
    list_filter = ("day",)

    @admin.display(ordering="customer", description="customer")
    def who(self, spending: Spending) -> str:
        return spending.customer[:8] or "all"

    @admin.display(ordering="micros")
    def cost(self, spending: Spending) -> str:
        return f"{spending.micros / 1_000_000:.4f}"
