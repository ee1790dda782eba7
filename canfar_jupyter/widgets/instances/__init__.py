"""Instances: their table, and one instance in detail."""
