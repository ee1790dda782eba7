"""SSH keys: the public keys that the cloud keeps."""
