"""Addresses of the catalogue's pages."""

from __future__ import annotations

from django.urls import path

from catalog import views

app_name = "catalog"
urlpatterns = [
    path("brands/", views.brands, name="brands"),
    # A path: an id may hold a slash.
    path("brands/<path:brand_id>/", views.brand, name="brand"),
]
