"""One instance: its verbs, boot log, login info and doctor."""
