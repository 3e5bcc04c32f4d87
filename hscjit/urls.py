"""Routes of the HTTP doors; /health and /ready are answered earlier, by hscjit.health."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from hscjit.metrics_page import metrics_page

urlpatterns = [
    path("metrics", metrics_page, name="metrics"),
    path("admin/", admin.site.urls),
    path("", include("support.urls")),
    path("", include("catalog.urls")),
]
