"""A small RFB (VNC) client over a websocket: enough to see what a console shows."""

import asyncio
import struct
from urllib.parse import parse_qs, urlsplit

PATIENCE = 30  # s


def address(url):
    """Where the console of an access URL really is: noVNC's page has it in `path`."""
    parts = urlsplit(url)
    scheme = parts.scheme.replace("http", "ws")
    path = parse_qs(parts.query).get("path", [f"?{parts.query}"])[0]
    return f"{scheme}://{parts.netloc}/{path}"


class Rfb:
    """A connection that has shaken hands, with raw pixels of 32 bits.

    Attributes:
        name: What the desktop calls itself.
        width, height: Of the screen.
    """

    def __init__(self, websocket):
        self.websocket = websocket
        self._buffer = b""

    @classmethod
    async def of(cls, websocket, encodings=(0,)):
        self = cls(websocket)
        assert await self.read(12) == b"RFB 003.008\n"
        await self.send(b"RFB 003.008\n")
        kinds = await self.read((await self.read(1))[0])
        assert kinds == b"\x01", "no password is asked for"
        await self.send(b"\x01")
        assert await self.read(4) == bytes(4)
        await self.send(b"\x01")
        self.width, self.height = struct.unpack(">HH", await self.read(4))
        await self.read(16)
        (length,) = struct.unpack(">I", await self.read(4))
        self.name = (await self.read(length)).decode()
        pixels = struct.pack(">BBBBHHHBBB3x", 32, 24, 0, 1, 255, 255, 255, 0, 8, 16)
        await self.send(b"\0\0\0\0" + pixels)
        kinds = struct.pack(f">{len(encodings)}i", *encodings)
        await self.send(struct.pack(">BxH", 2, len(encodings)) + kinds)
        return self

    async def read(self, size):
        """So many bytes; EOFError when the connection is closed before."""
        while len(self._buffer) < size:
            message = await asyncio.wait_for(self.websocket.read_message(), PATIENCE)
            if message is None:
                raise EOFError
            self._buffer += message
        told, self._buffer = self._buffer[:size], self._buffer[size:]
        return told

    async def send(self, data):
        await self.websocket.write_message(data, binary=True)

    async def key(self, *keysyms):
        """Press keys together and let them go."""
        for keysym in keysyms:
            await self.send(struct.pack(">BBxxI", 4, 1, keysym))
        for keysym in reversed(keysyms):
            await self.send(struct.pack(">BBxxI", 4, 0, keysym))

    async def update(self, incremental=True):
        """Ask for what has changed; rectangles (x, y, width, height, encoding, bytes)."""
        size = struct.pack(">HHHH", 0, 0, self.width, self.height)
        await self.send(struct.pack(">BB", 3, incremental) + size)
        while (kind := (await self.read(1))[0]) != 0:
            assert kind == 2, "a bell is the only other thing that is not asked for"
        (count,) = struct.unpack(">xH", await self.read(3))
        return [await self._rectangle() for _ in range(count)]

    async def _rectangle(self):
        x, y, width, height, encoding = struct.unpack(">HHHHi", await self.read(12))
        assert encoding == 0, encoding
        return x, y, width, height, await self.read(width * height * 4)


async def read_until(connection, wanted):
    """What came, up to and with these bytes; less if the connection was closed."""
    told = b""
    while wanted not in told:
        message = await asyncio.wait_for(connection.read_message(), PATIENCE)
        if message is None:
            break
        told += message
    return told
