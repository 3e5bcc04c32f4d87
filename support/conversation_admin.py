"""Staff looks at conversations and at what customers thought of the answers."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from support.admin_rows import ReadOnlyRows
from support.models import Conversation, Feedback, Message


class MessageInline(ReadOnlyRows, admin.StackedInline):  # type: ignore[type-arg]
    model = Message
    extra = 0
    ordering = ("created_at", "role")
    fields = (
        ("role", "created_at", "product"), "text",
        ("state", "outcome", "reason", "engine", "from_cache"), "notice", "suggestion", "pro_tip",
        "places",
    )  # fmt: skip
    readonly_fields = ("places",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        rows = super().get_queryset(request).select_related("product")
        return rows.prefetch_related("citations")

    @admin.display(description="quoted pages")
    def places(self, message: Message) -> SafeString | str:
        return quoted_pages(message)


def quoted_pages(message: Message) -> SafeString | str:
    """Links to the pages that an answer quotes, each with its quote marked."""
    links = ((place.get_absolute_url(), place.page) for place in message.citations.all())
    return format_html_join(", ", '<a href="{}">page {}</a>', links) or "—"


class ConversationAdmin(ReadOnlyRows, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("first_question", "product", "said", "created_at")
    list_filter = ("messages__outcome", "messages__reason")
    search_fields = ("id", "messages__text", "messages__product__name")
    date_hierarchy = "created_at"
    inlines: ClassVar = [MessageInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Conversation]:
        rows: QuerySet[Conversation] = super().get_queryset(request)
        counted = rows.annotate(count=Count("messages", distinct=True))
        return counted.prefetch_related("messages__product")

    @admin.display(description="first question")
    def first_question(self, conversation: Conversation) -> str:
        said = next(iter(conversation.messages.all()), None)
        return said.text[:80] if said else str(conversation)

    @admin.display()
    def product(self, conversation: Conversation) -> str:
        said = next(iter(conversation.messages.all()), None)
        return said.product.name if said and said.product else "—"

    @admin.display(description="messages", ordering="count")
    def said(self, conversation: Any) -> int:
        return int(conversation.count)


class FeedbackAdmin(ReadOnlyRows, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("rating", "comment", "question", "product", "outcome", "updated_at")
    list_filter = ("rating", "message__outcome")
    list_select_related = ("message__question", "message__product")
    search_fields = ("comment", "message__question__text", "message__product__name")
    date_hierarchy = "updated_at"
    fields = ("rating", "comment", "question", "answer", "product", "updated_at")
    readonly_fields = ("question", "answer", "product")

    @admin.display()
    def question(self, feedback: Feedback) -> str:
        return feedback.message.question.text if feedback.message.question else ""

    @admin.display()
    def answer(self, feedback: Feedback) -> str:
        return feedback.message.text

    @admin.display()
    def product(self, feedback: Feedback) -> str:
        return feedback.message.product.name if feedback.message.product else "—"

    @admin.display()
    def outcome(self, feedback: Feedback) -> str:
        return " ".join((feedback.message.outcome, feedback.message.reason)).strip()
