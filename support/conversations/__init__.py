"""Ask, answer, stop, rate: the only writer of conversations.

ask ──► rows: question + pending answer ──► answer_stream
                                              ├─ claims the answer: writes it (writing.py)
                                              └─ else follows the row (viewer.py)
"""

from support.conversations.asking import SCENARIOS, ask
from support.conversations.background import (
    answer_if_possible,
    answer_those_waiting_for,
    sweep,
)
from support.conversations.finished import finished_answer, give_feedback, message_in, stop
from support.conversations.queueing import answer_in_background
from support.conversations.streaming import answer_stream

__all__ = [
    "SCENARIOS",
    "answer_if_possible",
    "answer_in_background",
    "answer_stream",
    "answer_those_waiting_for",
    "ask",
    "finished_answer",
    "give_feedback",
    "message_in",
    "stop",
    "sweep",
]
