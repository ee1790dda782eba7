"""Instances: state, readiness, login user, details."""
