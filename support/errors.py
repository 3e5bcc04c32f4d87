"""What can go wrong between an address and an answer.

SupportError
├── ManualError            the manual cannot be used; has `reason`, `permanent`, `customer_text`
│   ├── FetchFailed        network trouble: no answer, too slow, too large, refused address
│   └── Unreadable         the bytes came, but nobody can read them (password, blank, scan, …)
├── RequestError           the caller asked for something impossible; has the contract's `code`
│   ├── InvalidField       a field is missing, of the wrong type or contradicts an earlier one
│   ├── TooLong
│   ├── UnknownProduct
│   ├── UnknownConversation
│   ├── UnknownMessage
│   ├── RateLimited
│   └── Unavailable
"""

from __future__ import annotations


class SupportError(Exception):
    """Base of all errors that this app raises on purpose."""


class ManualError(SupportError):
    """The manual cannot be used now (``permanent`` False) or in this form at all (True).

    ``reason`` is the contract's word for it; ``str(error)`` is for staff, ``customer_text`` for
    customers, who must not learn addresses or file names of ours.
    """

    reason: str
    customer_text: str
    retry_after = 0.0  # seconds that the other side asked us to stay away

    def __init__(self, staff_text: str, *, permanent: bool, customer_text: str = "") -> None:
        super().__init__(staff_text)
        self.permanent = permanent
        if customer_text:
            self.customer_text = customer_text


class FetchFailed(ManualError):
    reason = "fetch_failed"
    customer_text = "The manual could not be fetched from the manufacturer right now."

    def __init__(
        self,
        staff_text: str,
        *,
        permanent: bool = False,
        customer_text: str = "",
        retry_after: float = 0.0,
    ) -> None:
        super().__init__(staff_text, permanent=permanent, customer_text=customer_text)
        self.retry_after = retry_after


class Unreadable(ManualError):
    reason = "unreadable"
    customer_text = "The manual's file cannot be read."

    def __init__(self, staff_text: str, *, permanent: bool = True, customer_text: str = "") -> None:
        super().__init__(staff_text, permanent=permanent, customer_text=customer_text)


class RequestError(SupportError):
    """``code`` is the contract's; the text is safe to show to whoever asked."""

    code: str


class InvalidField(RequestError):
    code = "invalid_field"


class TooLong(RequestError):
    code = "too_long"


class UnknownProduct(RequestError):
    code = "unknown_product"


class UnknownConversation(RequestError):
    code = "unknown_conversation"


class UnknownMessage(RequestError):
    code = "unknown_message"


class RateLimited(RequestError):
    code = "rate_limited"


class Unavailable(RequestError):
    code = "unavailable"
