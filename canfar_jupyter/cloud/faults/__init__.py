"""Failures, translated into the errors of this package."""
