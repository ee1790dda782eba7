"""What a machine is told at first boot: parts merged into one MIME message for cloud-init."""

from canfar_jupyter.userdata.parts import LIMIT, compose, encoded_size

__all__ = ["LIMIT", "compose", "encoded_size"]
