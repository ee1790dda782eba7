"""What is under way, done and failed in a project."""
