"""A real OpenStack for the tests: keystone, glance, placement, neutron and nova from PyPI.

Rootless, on loopback, on sqlite, with nova's fake hypervisor, in a virtual environment of its own.
`python -m tests.openstack up | down | status`; tests use `fixture.running()`.

This side (places, venv, cloud, fixture) runs in any Python and needs the standard library only;
`launcher/` and `plug/` run in the virtual environment that holds OpenStack.
"""
