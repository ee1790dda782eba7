"""Images: create, edit, share, download."""
