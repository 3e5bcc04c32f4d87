"""Facts: what products exist, where their manuals are, what a customer is typing."""
