"""SSH keys: the public halves that the cloud keeps."""
