"""Launching: one instance, equal ones, a table of them; what fits, and like which one."""
