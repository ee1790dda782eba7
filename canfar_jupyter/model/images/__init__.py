"""Disk images: their format, and the system that is in them."""
