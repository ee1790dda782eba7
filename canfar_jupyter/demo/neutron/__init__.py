"""Neutron: networks, ports, security groups, floating IPs."""
