"""Floating IPs: their table, and associating one."""
