"""The screen and keyboard of an instance."""
