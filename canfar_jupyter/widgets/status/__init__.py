"""Status: who is signed in, and the operations in progress."""
