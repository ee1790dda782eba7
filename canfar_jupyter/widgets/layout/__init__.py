"""Where widgets stand: panels and the drawer."""
