"""System checks: a misconfiguration is told at the start, with an id and a hint."""

from __future__ import annotations


def register_all() -> None:
    pass
