"""What a machine wrote while booting."""
