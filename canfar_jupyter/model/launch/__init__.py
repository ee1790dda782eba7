"""A launch before it is sent: what is asked for, whether it fits, what is wrong with it."""
