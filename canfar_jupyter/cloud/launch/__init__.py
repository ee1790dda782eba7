"""Launching: one instance, several equal ones, or a table of them; and what fits."""
