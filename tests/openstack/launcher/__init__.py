"""Runs OpenStack: one process a service. Needs the virtual environment that holds OpenStack."""
