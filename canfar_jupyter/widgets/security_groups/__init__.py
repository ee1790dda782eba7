"""The security groups of a project."""
