"""From a question and the passages found to an answer whose every quote is verified."""
