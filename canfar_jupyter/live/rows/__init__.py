"""Collections with a column that another collection or a watch knows."""
