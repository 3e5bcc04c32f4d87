"""Text of a manual that speaks to a machine reader instead of the customer (pure).

Such a passage is never given to a model. What is meant is clear enough that a manual for people
does not say it: a role for the reader, an order to forget its orders, words to be repeated.
"""

from __future__ import annotations

import re
import unicodedata

from support.answering.citations import INVISIBLE

_FORGET = r"(?:ignor(?:e|iere|er|a)|disregard|forget|override|bypass|vergiss|oublie[rz]?|olvida)"
_ORDERS = (
    r"(?:instructions?|prompts?|rules?|guidelines?|orders|directives?|context|passages?"
    r"|anweisung(?:en)?|regeln|instrucciones|consignes|system)"
)
_EARLIER = (
    r"(?:previous|prior|above|earlier|preceding|foregoing|all|any|other|these|your|the"
    r"|vorherigen?|obigen?|bisherigen?|alle|deine|précédentes|anteriores)"
)
_MACHINE = (
    r"(?:AI(?:[- ](?:assistant|model|system|agent))?|language model|LLM|chat ?bot|GPT(?:-\d)?"
    r"|assistant|KI|Sprachmodell)"
)
_SAY = r"(?:say|answer|reply|respond|output|print|write|repeat|state|tell)"

_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_FORGET}\b(?:\W+\w+){{0,4}}?\W+{_ORDERS}\b",
        rf"\b{_FORGET}\W+(?:(?:all|everything|the|what(?: is| was)?)\W+)*"
        rf"(?:above|before|previous)\W+(?:and|but|,)?\W*(?:then\W+)?(?:{_SAY}|do|act|use)\b",
        rf"\b{_FORGET}\W+(?:\w+\W+)?{_EARLIER}\W+(?:text|content|data)\b.{{0,40}}\b{_SAY}\b",
        rf"\b(?:dear|attention|note to|hey|hello|hi|if you are|you are(?: now)?|act as|as)\W+"
        rf"(?:an?\W+|the\W+|any\W+|all\W+)?{_MACHINE}s?\b",
        rf"\byou are now\W+(?:\w+\W+){{0,4}}{_MACHINE}\b",
        rf"\b{_SAY}\b\W+(?:to\W+)?(?:the\W+|your\W+)?(?:user|customer|reader|human)s?\W+"
        r"(?:that|to|only|the following)\b",
        rf"\b(?:always|only|must|now|instead|simply)\W+{_SAY}\W+(?:with|that|only|:|[\"“'«])",
        r"\b(?:new|updated|real|actual|hidden|secret)\W+(?:system\W+)?(?:instructions?|prompt)\b\s*:",
        r"\bsystem\W+(?:prompt|message|instruction)\w*\s*(?::|says|override)",
        r"^\s*(?:#+\s*)?(?:system|assistant|user|human|ai)\s*:",
        r"<\s*\|?\s*(?:im_start|im_end|system|assistant|user|endoftext|start_of_turn|end_of_turn"
        r"|begin_of_text|eot_id|start_header_id)\b",
        r"\[/?INST\]|<</?SYS>>|###\s*(?:instruction|system|response)\b",
        r"</?\s*(?:passages?|sources?|documents?|data|context|manual|question|rules)\b[^>]{0,40}>",
        r"\b(?:end|begin|start)\W+(?:of\W+)?(?:the\W+)?(?:passages?|sources?|untrusted|data|prompt)\b"
        r"(?:\W+\d+)?\W*(?:[>\]*=#-]|$)",
        r"התעלם\w*\s+מ\w*\s*(?:ה?הוראות|כל|האמור)",
        r"(?:忽略|无视|無視).{0,12}(?:指示|指令|说明|以上)",
        r"игнорируй\w*.{0,20}(?:инструкци|выше|предыдущ)",
    )
)


def speaks_to_a_machine(text: str) -> bool:
    """Whether some line of ``text`` gives orders to whoever reads it for others."""
    plain = INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    lines = plain.splitlines()
    joined = " ".join(plain.split())
    return any(
        pattern.search(joined) or any(pattern.search(line) for line in lines)
        for pattern in _PATTERNS
    )
