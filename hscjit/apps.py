"""The wiring as a Django application: system checks and the workers' signs of life."""

from __future__ import annotations

from django.apps import AppConfig


class HscjitConfig(AppConfig):
    name = "hscjit"
    verbose_name = "Operations"
