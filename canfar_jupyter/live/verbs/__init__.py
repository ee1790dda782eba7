"""What a page can have done to the project: each verb changes its rows at once."""
