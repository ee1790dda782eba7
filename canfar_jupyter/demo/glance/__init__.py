"""Glance: images, their data, members and imports."""
