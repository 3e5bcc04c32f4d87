"""Rows in the back office that staff looks at and does not write: bases of admin classes."""

from __future__ import annotations

from typing import Any


def never(*_: Any) -> bool:
    """A permission that nobody has."""
    return False


class RowsOfTheDesk:
    """Rows that only the desk itself writes: staff looks, and may take one out."""

    has_add_permission = has_change_permission = never


class ReadOnlyRows(RowsOfTheDesk):
    """Rows that staff looks at, and nothing else."""

    has_delete_permission = never
