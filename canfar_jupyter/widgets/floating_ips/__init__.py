"""Floating IPs: their table, and the form that associates one."""
