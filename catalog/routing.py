"""The catalogue's own socket, for a deployment without the support desk."""

from __future__ import annotations

from django.urls import path

from catalog.consumers import TypingConsumer

websocket_urlpatterns = [path("ws/catalog/", TypingConsumer.as_asgi())]
