"""Who gets in: key pairs, security groups, port 22."""
