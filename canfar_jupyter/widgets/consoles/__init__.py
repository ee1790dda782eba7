"""An instance's screen and keyboard."""
