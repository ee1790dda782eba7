"""The launch form and its fields."""
