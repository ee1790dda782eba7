"""The table: rows sent once, then patches."""
