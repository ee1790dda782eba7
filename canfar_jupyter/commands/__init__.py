"""What each command of ``canfar-jupyter`` does, a file a command; ``cli`` reads the words."""
