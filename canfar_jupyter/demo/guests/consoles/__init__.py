"""The consoles of the demo's machines: a picture by VNC, and the same terminal as text.

``screen`` is what a terminal shows, ``shell`` who answers there, ``terminal`` both for one
machine, from its boot on; ``rfb``, ``keyboard`` and ``pixels`` are VNC; ``proxy`` stands in
front, as nova-novncproxy and nova-serialproxy do.  While no console is open nothing is computed.
"""
