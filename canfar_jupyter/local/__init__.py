"""The local computer: folders, key files, and URLs that may be fetched."""
