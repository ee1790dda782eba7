"""Keystone: who signs in, with what, into which project."""
