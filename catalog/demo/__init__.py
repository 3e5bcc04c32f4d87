"""The demo catalogue: fictional brands, their manuals, and the generator of both."""
