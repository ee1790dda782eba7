"""Collections, and what keeps them fresh."""
