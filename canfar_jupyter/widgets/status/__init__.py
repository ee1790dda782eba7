"""What is going on: who is signed in, what is under way."""
