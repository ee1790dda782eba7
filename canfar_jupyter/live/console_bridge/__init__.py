"""The bytes of a console, between its websocket and a page that only the kernel can reach."""

from canfar_jupyter.live.console_bridge.session import Session

__all__ = ["Session"]
