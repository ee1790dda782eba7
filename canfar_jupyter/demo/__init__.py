"""An OpenStack API of our own on loopback, for learning and for tests."""
