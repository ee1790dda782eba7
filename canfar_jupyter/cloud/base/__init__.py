"""What everything about a cloud needs: who is signed in, and which row a name means."""
