"""Collections that stay fresh, and what keeps them so."""
