"""Nova until microversion 2.35: what it passed on to Neutron and Glance, in its own old shapes."""
