"""SSH public keys."""
