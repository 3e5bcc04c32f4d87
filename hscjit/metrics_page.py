"""The page /metrics: what all processes of this machine counted, for those who may know."""

from __future__ import annotations

import os

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from hscjit.proxies import in_networks


@require_safe
def metrics_page(request: HttpRequest) -> HttpResponse:
    """Prometheus' text format; 403 for clients outside METRICS_ALLOW."""
    if not in_networks(request.META.get("REMOTE_ADDR", ""), settings.METRICS_ALLOW):
        return HttpResponse("Only METRICS_ALLOW may read this.\n", "text/plain", status=403)
    return HttpResponse(generate_latest(registry()), content_type=CONTENT_TYPE_LATEST)


def registry() -> CollectorRegistry:
    """The sum over all processes where they count into files, else this process alone."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    collected = CollectorRegistry()
    MultiProcessCollector(collected)  # type: ignore[no-untyped-call]
    return collected
