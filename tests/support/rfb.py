"""A small RFB (VNC) client over a websocket: enough to see what a console shows."""

import asyncio
import struct
import zlib
from urllib.parse import parse_qs, urlsplit

PATIENCE = 30  # s
RAW, TIGHT = 0, 7


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
        picture: A pixel (red, green, blue) for each dot that has been sent, row by row.
        size: Bytes received.
    """

    def __init__(self, websocket):
        self.websocket = websocket
        self._buffer = b""
        self._zlib = zlib.decompressobj()
        self.size = 0

    @classmethod
    async def of(cls, websocket, encodings=(RAW,)):
        self = cls(websocket)
        assert await self.read(12) == b"RFB 003.008\n"
        await self.send(b"RFB 003.008\n")
        kinds = await self.read((await self.read(1))[0])
        assert kinds == b"\x01", "no password is asked for"
        await self.send(b"\x01")
        assert await self.read(4) == bytes(4)
        await self.send(b"\x01")
        self.width, self.height = struct.unpack(">HH", await self.read(4))
        self.picture = [None] * (self.width * self.height)
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
            self.size += len(message)
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
        """Ask for what has changed; rectangles (x, y, width, height)."""
        size = struct.pack(">HHHH", 0, 0, self.width, self.height)
        await self.send(struct.pack(">BB", 3, incremental) + size)
        while (kind := (await self.read(1))[0]) != 0:
            assert kind == 2, "a bell is the only other thing that is not asked for"
        (count,) = struct.unpack(">xH", await self.read(3))
        return [await self._rectangle() for _ in range(count)]

    async def _rectangle(self):
        x, y, width, height, encoding = struct.unpack(">HHHHi", await self.read(12))
        if encoding == TIGHT:
            pixels = await self._tight(width, height)
        else:
            assert encoding == RAW, encoding
            data = await self.read(width * height * 4)
            pixels = [data[n : n + 3] for n in range(0, len(data), 4)]
        for line in range(height):
            row = (y + line) * self.width + x
            self.picture[row : row + width] = pixels[line * width : (line + 1) * width]
        return x, y, width, height

    async def _tight(self, width, height):
        """Two of Tight's ways: one colour, or two and a bit for each dot."""
        (control,) = await self.read(1)
        if control == 0x80:
            return [await self.read(3)] * (width * height)
        assert control == 0x40, "one zlib stream, never begun anew"
        assert await self.read(2) == b"\1\1", "a palette of two"
        colours = [await self.read(3), await self.read(3)]
        stride = (width + 7) // 8
        size = stride * height
        packed = await self.read(size if size < 12 else await self._compact())
        dots = packed if size < 12 else self._zlib.decompress(packed)
        assert len(dots) == size
        return [
            colours[dots[line * stride + x // 8] >> (7 - x % 8) & 1]
            for line in range(height)
            for x in range(width)
        ]

    async def _compact(self):
        length = 0
        for shift in (0, 7, 14):
            (byte,) = await self.read(1)
            length |= (byte & (0x7F if shift < 14 else 0xFF)) << shift
            if not byte & 0x80:
                break
        return length


async def read_until(connection, wanted):
    """What came, up to and with these bytes; less if the connection was closed."""
    told = b""
    while wanted not in told:
        message = await asyncio.wait_for(connection.read_message(), PATIENCE)
        if message is None:
            break
        told += message
    return told
