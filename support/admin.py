"""What staff sees of manuals, conversations and feedback; the rows are written elsewhere."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.functional import lazy
from django.utils.safestring import SafeString

from support import candidate_views, edition_views, encoders, manual_cells, manuals, upload_views
from support.admin_rows import ReadOnlyRows, RowsOfTheDesk, never
from support.answers_admin import AnswerAdmin
from support.conversation_admin import ConversationAdmin, FeedbackAdmin
from support.models import Conversation, Feedback, KeptAnswer, Manual, Message, Revision, Spending
from support.spending_admin import SpendingAdmin

admin.site.site_header = "HSC-JIT back office"
admin.site.site_title = "HSC-JIT"


def _index_title() -> str:
    by = "words and meaning" if encoders.mode() == encoders.FULL else "words alone"
    return f"Catalogue, manuals and conversations; passages are found by {by}"


admin.site.index_title = lazy(_index_title, str)()  # as it is when the page is drawn

REASONS = {
    "": "",
    "fetch_failed": "Could not be fetched",
    "unreadable": "The file cannot be read",
    "no_manual": "No manual known",
}


class RevisionInline(ReadOnlyRows, admin.TabularInline):  # type: ignore[type-arg]
    model = Revision
    extra = 0
    fields = ("title", "media_type", "read", "size", "fetched_at", "indexed_at")
    readonly_fields = ("read",)
    show_change_link = True

    @admin.display(description="pages")
    def read(self, revision: Revision) -> SafeString | str:
        return manual_cells.pages(revision)


@admin.register(Manual)
class ManualAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Nothing can be edited; a manual can be fetched again."""

    list_display = (
        "name", "status", "why", "pages", "answers", "attempts", "updated_at", "next_attempt_at",
        "address",
    )  # fmt: skip
    list_filter = ("status", "reason", edition_views.TouchedFilter, "permanent", "language")
    search_fields = ("title", "address")
    list_select_related = ("current",)
    ordering = ("-updated_at",)
    actions = ("fetch_again",)
    inlines: ClassVar = [RevisionInline]
    change_form_template = "admin/support/manual/change_form.html"
    fields = (
        "title", "address", "kind", "language", "status", "progress", "pages", "scanned",
        "answers", "vectors", "why", "customer_text", "permanent", "attempts", "next_attempt_at",
        "updated_at",
    )  # fmt: skip
    readonly_fields = fields

    @admin.display(description="title", ordering="title")
    def name(self, manual: Manual) -> str:
        return str(manual)

    @admin.display(ordering="current__page_count")
    def pages(self, manual: Manual) -> SafeString | str:
        return manual_cells.pages(manual.current) if manual.current else "—"

    @admin.display(description="touched answers", ordering="touched")
    def answers(self, manual: Manual) -> SafeString | str:
        return edition_views.link_to_touched(manual)

    @admin.display()
    def vectors(self, manual: Manual) -> str:
        return manual_cells.vectors(manual)

    @admin.display(description="scanned pages")
    def scanned(self, manual: Manual) -> str:
        return manual_cells.pictures(manual)

    @admin.display(description="why it failed", ordering="reason")
    def why(self, manual: Manual) -> str:
        return ": ".join(part for part in (REASONS.get(manual.reason, ""), manual.failure) if part)

    @admin.action(description="Fetch again", permissions=["change"])
    def fetch_again(self, request: HttpRequest, chosen: QuerySet[Manual]) -> None:
        for manual in chosen:
            manuals.want(manual, again=True)
        self.message_user(request, f"{len(chosen)} queued to be fetched again.")

    def get_urls(self) -> list[URLPattern]:
        uploading = path(
            "upload/", self.admin_site.admin_view(self.upload), name="support_manual_upload"
        )
        one = path(
            "<path:object_id>/fetch-again/",
            self.admin_site.admin_view(self.fetch_one_again),
            name="support_manual_fetch_again",
        )
        changes = path(
            "<path:object_id>/differences/",
            self.admin_site.admin_view(self.differences),
            name="support_manual_differences",
        )
        choice = path(
            "<path:object_id>/use/",
            self.admin_site.admin_view(self.use_candidate),
            name="support_manual_use",
        )
        return [uploading, one, changes, choice, *super().get_urls()]

    def upload(self, request: HttpRequest) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "title": "Upload a manual"}
        return upload_views.upload(request, context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        manual = Manual.objects.filter(pk=unquote(object_id)).first()
        shown = candidate_views.around(request, manual) if manual else {}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **shown})

    def use_candidate(self, request: HttpRequest, object_id: str) -> HttpResponse:
        manual = get_object_or_404(Manual, pk=unquote(object_id))
        return candidate_views.use(request, manual)

    def differences(self, request: HttpRequest, object_id: str) -> HttpResponse:
        manual = get_object_or_404(Manual, pk=unquote(object_id))
        if not self.has_view_permission(request, manual):
            raise PermissionDenied
        context = {**self.admin_site.each_context(request), "title": f"What changed: {manual}"}
        return edition_views.differences(request, manual, context)

    def fetch_one_again(self, request: HttpRequest, object_id: str) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        manual = get_object_or_404(Manual, pk=unquote(object_id))
        if not self.has_change_permission(request, manual):
            raise PermissionDenied
        manuals.want(manual, again=True)
        self.message_user(request, f"“{manual}” is queued to be fetched again.", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:support_manual_change", args=[manual.pk]))

    has_add_permission = never  # type: ignore[assignment]
    has_delete_permission = never  # type: ignore[assignment]


@admin.register(Revision)
class RevisionAdmin(ReadOnlyRows, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("__str__", "manual", "media_type", "pages", "size", "fetched_at", "indexed_at")
    list_filter = ("media_type", "language")
    list_select_related = ("manual",)
    search_fields = ("title", "manual__title", "manual__address", "sha256")
    fields = (
        "manual", "title", "language", "media_type", "pages", "size", "sha256", "storage_name",
        "producer", "dated_at", "fetched_at", "indexed_at", "final_url", "etag", "last_modified",
    )  # fmt: skip
    readonly_fields = ("pages",)

    @admin.display(ordering="page_count")
    def pages(self, revision: Revision) -> SafeString | str:
        return manual_cells.pages(revision)


@admin.register(KeptAnswer)
class KeptAnswerAdmin(RowsOfTheDesk, admin.ModelAdmin):  # type: ignore[type-arg]
    """One that is taken out is made anew when somebody asks again."""

    list_display = ("question", "product", "outcome", "engine", "uses", "used_at", "created_at")
    list_filter = ("outcome", "engine")
    list_select_related = ("product",)
    search_fields = ("question", "text", "product__name")
    exclude = ("vector", "place", "digest")


admin.site.register(Message, AnswerAdmin)
admin.site.register(Conversation, ConversationAdmin)
admin.site.register(Feedback, FeedbackAdmin)
admin.site.register(Spending, SpendingAdmin)
