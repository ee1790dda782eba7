"""The key pairs of a user."""
