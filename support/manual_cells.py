"""What staff reads of a manual in the cells of the admin: its pages, pictures and vectors."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

from support import encoders, recognition, vectorising
from support.models import Manual, Revision


def pages(revision: Revision) -> SafeString | str:
    """How many, leading to the first."""
    if not revision.page_count:
        return "—"
    address = f"/manuals/{revision.pk}/pages/1/"
    return format_html('<a href="{}">{} pages</a>', address, revision.page_count)


def pictures(manual: Manual) -> str:
    """How many of the pages that are only pictures were read so far."""
    done, of = recognition.progress(manual.current) if manual.current else (0, 0)
    return f"{done} of {of} read" if of else "—"


def vectors(manual: Manual) -> str:
    """How many passages have them."""
    if manual.current is None:
        return "—"
    there, of = vectorising.progress(manual.current)
    if not of:
        return "none: it is in no language that the encoders read, or has no text"
    missing = "" if there == of or encoders.present() else "; there are no encoders here"
    return f"{there} of {of} passages{missing}"
