"""Requests: the client, its session, tokens kept for the next kernel, certificates, threads."""
