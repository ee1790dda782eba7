"""Lists of a cloud, decoded straight into columns."""
