"""Floating IPs and security groups."""
