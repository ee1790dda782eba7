"""Welcome: what an empty project shows in place of its instances, and the first steps."""
