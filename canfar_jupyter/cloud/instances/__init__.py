"""One instance: its verbs, its boot log, the way in, its doctor."""
