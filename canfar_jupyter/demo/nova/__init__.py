"""Nova: servers, flavors, key pairs, server groups, consoles."""
