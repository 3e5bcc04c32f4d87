"""The layered cache: local memory (L1) over django-redis (L2)."""

from __future__ import annotations

from django.core.cache.backends.locmem import LocMemCache


class LayeredCache(LocMemCache):
    pass
