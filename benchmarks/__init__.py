"""How fast and how frugal: every figure the project promises, measured.  See README.md."""
