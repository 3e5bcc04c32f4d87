"""The words that stand above a remark: "Note", "Warnung"; they head nothing (pure)."""

from __future__ import annotations

_WORDS = frozenset(
    """note notes tip tips hint warning warnings caution important attention danger
    hinweis hinweise anmerkung anmerkungen tipp tipps warnung achtung vorsicht wichtig gefahr
    remarque remarques astuce avertissement nota notas consejo advertencia precaución atención
    importante suggerimento avvertenza avvertimento attenzione opmerking waarschuwing
    注記 ヒント 警告 注意 重要 הערה אזהרה זהירות""".split()  # noqa: SIM905
)


def is_remark(heading: str) -> bool:
    """Says nothing about what follows the remark that it stands above."""
    return heading.strip(" :!.").casefold() in _WORDS
