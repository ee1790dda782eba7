"""``make pictures``: the pictures of the documentation, each time of the same project."""
