"""Images: made, changed, shared, downloaded."""
