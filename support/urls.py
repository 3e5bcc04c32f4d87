"""Addresses of the customers' pages."""

from __future__ import annotations

from django.templatetags.static import static
from django.urls import path
from django.views.generic import RedirectView

from support import conversation_views, manual_page_views, views

app_name = "support"
urlpatterns = [
    path("", views.desk, name="desk"),
    # Browsers ask for it where a page names no icon (JSON, the back office).
    path("favicon.ico", RedirectView.as_view(url=static("img/logo.svg"))),
    path("ask/", views.ask, name="ask"),
    path("products/<path:product_id>/", views.product, name="product"),
    path("manual-state/<path:product_id>/", views.manual_state, name="manual_state"),
    path(
        "conversations/<uuid:conversation_id>/",
        conversation_views.conversation,
        name="conversation",
    ),
    path(
        "conversations/<uuid:conversation_id>/messages/<uuid:message_id>/",
        conversation_views.message,
        name="message",
    ),
    path(
        "conversations/<uuid:conversation_id>/messages/<uuid:message_id>/stop/",
        conversation_views.stop,
        name="stop",
    ),
    path(
        "conversations/<uuid:conversation_id>/messages/<uuid:message_id>/feedback/",
        conversation_views.feedback,
        name="feedback",
    ),
    path(
        "manuals/<int:revision_id>/pages/<int:number>/",
        manual_page_views.manual_page,
        name="manual_page",
    ),
    path(
        "manuals/<int:revision_id>/pages/<int:number>/image.webp",
        manual_page_views.manual_page_image,
        name="manual_page_image",
    ),
]
