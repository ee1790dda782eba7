"""Why can't I log in?  Facts in, findings out."""
