"""Shared basics of a cloud: who is signed in, and which row a name refers to."""
