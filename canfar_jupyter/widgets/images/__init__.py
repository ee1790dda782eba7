"""Images: browse, bring in, edit, share, download."""
