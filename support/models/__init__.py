"""Rows that customers and operators must not lose."""

from support.models.candidate import Candidate
from support.models.conversation import Citation, Conversation, Message
from support.models.feedback import Feedback
from support.models.kept_answer import KeptAnswer
from support.models.manual import Manual, ManualIndex, Page, Passage, Revision
from support.models.spending import Reservation, Spending
from support.models.vectors import PassageTokens, PassageVectors

__all__ = [
    "Candidate",
    "Citation",
    "Conversation",
    "Feedback",
    "KeptAnswer",
    "Manual",
    "ManualIndex",
    "Message",
    "Page",
    "Passage",
    "PassageTokens",
    "PassageVectors",
    "Reservation",
    "Revision",
    "Spending",
]
