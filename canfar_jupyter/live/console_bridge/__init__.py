"""Console bytes between a websocket that only the kernel can reach and a page."""

from canfar_jupyter.live.console_bridge.session import Session

__all__ = ["Session"]
