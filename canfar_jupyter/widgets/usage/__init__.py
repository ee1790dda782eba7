"""The quotas of a project and what uses them."""
