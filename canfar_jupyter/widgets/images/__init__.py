"""Images: browse, create, edit, share, download."""
