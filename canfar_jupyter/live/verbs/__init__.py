"""The store's verbs: each changes its rows immediately."""
