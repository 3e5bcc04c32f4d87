"""Questions about real manuals, and what they measure and train."""
