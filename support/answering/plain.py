"""A model's text → plain text: no markup, no links, nothing invisible (pure)."""

from __future__ import annotations

import re
import unicodedata

# What is written between these is no text for readers.
_CODE = re.compile(r"<\s*(script|style|template|iframe|svg)\b.*?(?:<\s*/\s*\1\s*>|$)", re.I | re.S)
_TAG = re.compile(r"</?[a-zA-Z!?][^<>]*(?:>|$)")
_EMPHASIS = re.compile(r"(\*{1,3}|_{2,3}|~~|`{1,3})(?=\S)(.+?)(?<=\S)\1")
_LINE_MARK = re.compile(r"^\s*(?:#{1,6}\s+|>+\s*)")
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z]{2,8});", re.I)
_SPACE = re.compile(r"\s+")

_TOP = "com|net|org|info|biz|io|ai|app|dev|co|me|ly|xyz|top|site|online|shop|store|link|click"
# What ends names of files, not of hosts.
_FILES = (
    "conf|config|cfg|ini|txt|pdf|html?|xml|json|ya?ml|csv|log|exe|dll|so|sh|bat|py|js|css|c|h|cpp"
    "|hex|bin|elf|img|iso|gz|tar|deb|rpm|dmg|wav|mp3|midi?|flac|aiff?|jpe?g|png|gif|svg|bmp|tiff?"
    "|docx?|xlsx?|dat|db|bak|tmp|sys|drv|sch|pcb|md|tex|ps|ppd|lst|map|def|inf|hal|ngc|var|tbl"
)
_LINK = re.compile(
    r"\b[a-z][a-z0-9+.-]{1,15}\s*:\s*//"  # any scheme
    r"|\b(?:javascript|data|mailto|tel|vbscript|file)\s*:\s*\S"
    r"|\bwww\s*\.\s*\w"
    r"|[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+"
    rf"|\b(?:[a-z0-9-]+\.)+(?:{_TOP})\b(?!\.\w)"
    rf"|\b[a-z0-9-]{{2,}}(?:\.[a-z0-9-]{{2,}})*\.(?!(?:{_FILES})\b)(?-i:[a-z]{{2,18}})\b(?!\.\w)"
    rf"|\b[a-z0-9-]{{2,}}\s*(?:\[|\()?(?:\.|dot)(?:\]|\))?\s*(?:{_TOP})\s*/\S"
    rf"|\b[a-z0-9-]{{2,}}\s+dot\s+(?:{_TOP})\b"
    r"|\]\s*\(|\]\s*\[[^\]\d]|!\[",  # Markdown's links and pictures
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """``text`` without markup and invisible characters, its white space as single blanks."""
    text = unicodedata.normalize("NFC", text).replace("‹", "<").replace("›", ">")
    text = _CODE.sub(" ", _visible(text))
    text = _ENTITY.sub(" ", _TAG.sub(" ", text))
    text = _EMPHASIS.sub(r"\2", _LINE_MARK.sub("", text))
    return _SPACE.sub(" ", text).strip()


def _visible(text: str) -> str:
    """Without control and format characters: overrides of direction hide what a text says."""
    return "".join(
        char if unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cs") else _instead(char)
        for char in text
    )


def _instead(char: str) -> str:
    return " " if char.isspace() else ""


def has_link(text: str) -> bool:
    """Whether ``text`` holds an address, however it is dressed up, or Markdown that makes one."""
    folded = unicodedata.normalize("NFKC", text).translate(_DOTS)
    return _LINK.search(folded) is not None


_DOTS = {ord(char): "." for char in "․。｡．"} | {ord("⁄"): "/", ord("∕"): "/"}
