"""Requests: the client, its session, the token cache, certificates, threads."""
