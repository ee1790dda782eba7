"""PURE: values and what follows from them; no file, no network, no thread, no widget."""
