"""PURE: values and computations; no file, no network, no thread, no widget."""
