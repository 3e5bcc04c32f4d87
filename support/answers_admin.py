"""Staff looks at answers one by one: above all at the questions that got none."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from support.admin_rows import ReadOnlyRows
from support.conversation_admin import quoted_pages
from support.conversations.finished import NOT_HELPED
from support.models import Message

MOST_PRODUCTS = 30
LONGEST = 100  # characters of a question in the list
_UNSURE, _REASON = Message.Outcome.UNSURE, Message.Reason
NOT_SAID = Q(outcome=_UNSURE) | Q(reason=_REASON.NOT_COVERED)
NO_MANUAL = Q(reason__in=(_REASON.NO_MANUAL, _REASON.FETCH_FAILED, _REASON.UNREADABLE))


class ToDo(admin.SimpleListFilter):
    """What staff can do something about: a better manual, a manual at all, a bad answer."""

    title = "work list"
    parameter_name = "todo"
    kinds = {  # noqa: RUF012 never changed
        "unsaid": ("the manual may not say", NOT_SAID),
        "manual": ("no manual to answer from", NO_MANUAL),
        "disliked": ("did not help the customer", Q(feedback__rating__in=NOT_HELPED)),
    }

    def lookups(self, *_: Any) -> list[tuple[str, str]]:
        return [(key, title) for key, (title, _) in self.kinds.items()]

    def queryset(self, _: HttpRequest, rows: QuerySet[Message]) -> QuerySet[Message]:
        chosen = self.kinds.get(self.value() or "")
        return rows.filter(chosen[1]) if chosen else rows


class ProductFilter(admin.SimpleListFilter):
    """The products with most questions that were not answered."""

    title = "product (questions without an answer)"
    parameter_name = "product"

    def lookups(self, *_: Any) -> list[tuple[str, str]]:
        rows = Message.objects.filter(NOT_SAID | NO_MANUAL, product__isnull=False)
        counted = rows.values("product", "product__name").annotate(count=Count("pk"))
        most = counted.order_by("-count", "product__name")[:MOST_PRODUCTS]
        return [(row["product"], f"{row['product__name']} ({row['count']})") for row in most]

    def queryset(self, _: HttpRequest, rows: QuerySet[Message]) -> QuerySet[Message]:
        return rows.filter(product=self.value()) if self.value() else rows


class AnswerAdmin(ReadOnlyRows, admin.ModelAdmin):  # type: ignore[type-arg]
    """Finished answers with their questions, newest first."""

    list_display = (
        "asked", "product", "result", "by", "first_text", "rating", "created_at",
    )  # fmt: skip
    list_filter = (ToDo, "outcome", "reason", "engine", "from_cache", ProductFilter)
    list_select_related = ("question", "product", "feedback")
    search_fields = ("question__text", "text", "product__name")
    date_hierarchy = "created_at"
    ordering = ("-created_at",)
    fields = (
        "asked", "product", "said_in", "text", ("outcome", "reason"), ("engine", "from_cache"),
        "notice", "suggestion", "pro_tip", "places", "rating", "timings", "created_at",
    )  # fmt: skip
    readonly_fields = ("asked", "said_in", "places", "rating")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        rows: QuerySet[Message] = super().get_queryset(request)
        return rows.filter(role=Message.Role.DESK, state=Message.State.FINISHED)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        title = {"title": "Answers, and questions that got none"}
        return super().changelist_view(request, {**(extra_context or {}), **title})

    @admin.display(description="question")
    def asked(self, answer: Message) -> str:
        text = answer.question.text if answer.question else ""
        return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"

    @admin.display(description="outcome", ordering="outcome")
    def result(self, answer: Message) -> str:
        return ": ".join(filter(None, (answer.outcome, answer.reason.replace("_", " "))))

    @admin.display(description="engine", ordering="engine")
    def by(self, answer: Message) -> str:
        """``instead``: the chosen one gave no answer; the notice says why."""
        return f"{answer.engine} (instead)" if answer.notice else answer.engine or "—"

    @admin.display(description="first text")
    def first_text(self, answer: Message) -> str:
        waited = answer.timings.get("first_chunk")
        return f"{waited:.0f} ms" if waited is not None else "—"

    @admin.display(ordering="feedback__rating")
    def rating(self, answer: Message) -> str:
        feedback = getattr(answer, "feedback", None)
        return " ".join((feedback.rating, feedback.comment)).strip() if feedback else "—"

    @admin.display(description="conversation")
    def said_in(self, answer: Message) -> SafeString:
        url = reverse("admin:support_conversation_change", args=[answer.conversation_id])
        return format_html('<a href="{}">all that was said</a>', url)

    @admin.display(description="quoted pages")
    def places(self, answer: Message) -> SafeString | str:
        return quoted_pages(answer)
