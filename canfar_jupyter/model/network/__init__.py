"""Security group rules and floating IPs."""
