"""What goes wrong, translated into the errors of this package."""
