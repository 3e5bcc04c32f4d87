"""What customers send: checked, with words that say what to do."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4, uuid5

from django import forms

from catalog.models import ID_LENGTH
from support.conversations.asking import MAX_QUESTION


class QuestionForm(forms.Form):
    """``form_key`` is made for each form shown, so that sending it twice asks once."""

    product = forms.CharField(max_length=ID_LENGTH)
    conversation = forms.UUIDField(required=False)
    form_key = forms.UUIDField(required=False, initial=uuid4)
    question = forms.CharField(
        error_messages={"required": "Please write your question first."},
    )

    def clean_question(self) -> str:
        # Browsers send line ends as two characters and count them as one.
        text = str(self.cleaned_data["question"]).replace("\r\n", "\n").strip()
        if len(text) > MAX_QUESTION:
            raise forms.ValidationError(
                f"That is {len(text) - MAX_QUESTION} characters too long:"
                f" please shorten it to {MAX_QUESTION}."
            )
        return text

    def client_id(self) -> UUID:
        """The same for the same question from the same form, another for any other."""
        data: dict[str, Any] = self.cleaned_data
        key = data["form_key"] or uuid4()
        return uuid5(key, "\n".join((data["product"], str(data["conversation"]), data["question"])))

    def first_trouble(self) -> str:
        """What to tell the customer; "" when nothing is wrong."""
        for name in ("question", "product", "conversation", "form_key"):
            if self.errors.get(name):
                if name == "question":
                    return str(self.errors[name][0])
                return "Something went missing on the way. Please send it once more."
        return ""
