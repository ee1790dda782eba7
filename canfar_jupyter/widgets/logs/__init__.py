"""Console logs: what a machine wrote while booting."""
