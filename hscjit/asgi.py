"""The ASGI application: pages (http) and sockets (websocket, behind an origin check)."""

from __future__ import annotations

import os
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hscjit.settings")
pages = get_asgi_application()  # sets Django up: what imports models has to come below

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.urls import re_path  # noqa: E402

from catalog.routing import websocket_urlpatterns as catalog_sockets  # noqa: E402
from hscjit.origins import SameOriginOnly, refuse  # noqa: E402
from support.routing import websocket_urlpatterns as support_sockets  # noqa: E402


async def lifespan(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Other servers than ours tell about start and stop; there is nothing to do for us."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


sockets = URLRouter(
    [
        *support_sockets,
        *catalog_sockets,
        re_path("", refuse),  # type: ignore[arg-type]
    ]
)

application = ProtocolTypeRouter(
    {"http": pages, "websocket": SameOriginOnly(sockets), "lifespan": lifespan}
)
