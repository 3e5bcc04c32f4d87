"""Figures to compare: `make bench`."""
