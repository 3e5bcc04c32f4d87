"""Is this text on that page? Nothing is quoted that is not."""

from __future__ import annotations

import re
import unicodedata

# Soft hyphens, and what PDF readers give for a hyphen at the end of a line.
INVISIBLE = re.compile("[\u00ad\ufffe\u0002\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
SPACE = re.compile(r"\s+")


def normalised(text: str) -> str:
    """NFKC without white space and invisible characters, casefolded."""
    return SPACE.sub("", INVISIBLE.sub("", unicodedata.normalize("NFKC", text))).casefold()


def is_on_page(quote: str, page_text: str) -> bool:
    """Whether ``quote`` stands on the page, word for word after normalisation."""
    wanted = normalised(quote)
    return bool(wanted) and wanted in normalised(page_text)
