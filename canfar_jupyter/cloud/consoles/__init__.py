"""Consoles of instances: the URL that Nova returns, and whether to trust it."""
