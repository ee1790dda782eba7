"""Layout of widgets: panels and the drawer."""
