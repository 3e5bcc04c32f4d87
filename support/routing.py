"""The desk's sockets: JSON for programs, HTML fragments for our pages."""

from __future__ import annotations

from django.urls import path

from support.consumers import DeskConsumer
from support.page_consumer import PageConsumer

websocket_urlpatterns = [
    path("ws/v1/", DeskConsumer.as_asgi()),
    path("ws/desk/", PageConsumer.as_asgi()),
]
