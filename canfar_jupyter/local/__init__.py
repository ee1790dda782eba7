"""This computer: its folders, key files and what it may fetch."""
