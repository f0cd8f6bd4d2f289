"""Measuring extraction against articles labelled by hand. `python -m evaluation` prints the table."""
