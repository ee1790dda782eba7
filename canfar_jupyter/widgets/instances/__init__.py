"""Instances: their table, and one of them in detail."""
