"""Access to instances: key pairs, security groups, port 22."""
