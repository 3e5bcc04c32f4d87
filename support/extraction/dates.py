"""The date that a PDF claims, in a form that everybody reads.

D:20240131093000+01'00'   →   2024-01-31T09:30:00+01:00
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

_DATE = re.compile(
    r"D?:?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:([+-])(\d\d)'?(\d\d)?'?|Z.*)?"
)


def iso_date(claimed: str) -> str:
    """ISO 8601 with its offset (UTC where the file names none); "" for what is no date."""
    match = _DATE.fullmatch(claimed.strip())
    if match is None:
        return ""
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    sign, hours, minutes = match.groups()[6:]
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    try:
        zone = timezone(-offset if sign == "-" else offset)
        when = datetime(year, month or 1, day or 1, hour, minute, second, tzinfo=zone)
    except ValueError:
        return ""
    return when.isoformat() if 1980 <= when.year < 2200 else ""
