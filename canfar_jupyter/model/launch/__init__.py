"""A launch before it is sent: the request, whether it fits, and its problems."""
