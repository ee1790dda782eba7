"""Collections with a column taken from another collection or a watch."""
