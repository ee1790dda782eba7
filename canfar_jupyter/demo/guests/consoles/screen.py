"""What a terminal shows: cells of a character and its colours, and a cursor."""

from __future__ import annotations

import re

COLUMNS, ROWS = 80, 25
GREY, BLACK = 7, 0  # of the sixteen colours: what is written in if nothing is said
_BRIGHT = 8
_TOKEN = re.compile(
    r"\x1b\[([0-9;?]{0,32})([@-~])|\x1b[@-Z\\\]^_]?|[\x00-\x1f\x7f]|[^\x00-\x1f\x7f]+"
)
Cell = tuple[str, int, int]  # character, colour, colour behind it
_EMPTY: Cell = (" ", GREY, BLACK)


class Screen:
    """Eighty columns, twenty-five rows; ``revision`` grows with each change.

    Attributes:
        rows: The cells.
        row_revisions: The revision in which each row last changed.
        column, row: Where the cursor is; the column may be one too large, before a wrap.
    """

    def __init__(self) -> None:
        self.revision = 1
        self.rows: list[list[Cell]] = []
        self.row_revisions: list[int] = []
        self.clear()

    def clear(self) -> None:
        """Begin anew: nothing on it, plain colours."""
        self.revision += 1
        self.rows = [[_EMPTY] * COLUMNS for _ in range(ROWS)]
        self.row_revisions = [self.revision] * ROWS
        self.column = self.row = 0
        self._colours(())

    def text(self) -> list[str]:
        """Return the rows without colours and without spaces at their ends."""
        return ["".join(cell[0] for cell in row).rstrip() for row in self.rows]

    def write(self, text: str) -> None:
        """Show text; colours and moves of ANSI terminals are followed, all else is ignored."""
        self.revision += 1
        self._touch()  # the cursor leaves this row
        for token in _TOKEN.finditer(text):
            if token[2]:
                self._escape(token[1], token[2])
            elif token[0][0] < " " or token[0] == "\x7f":
                self._control(token[0])
            else:
                for character in token[0]:
                    self._put(character)
        self._touch()

    def _touch(self) -> None:
        self.row_revisions[self.row] = self.revision

    def _put(self, character: str) -> None:
        if self.column == COLUMNS:
            self.column = 0
            self._feed()
        self.rows[self.row][self.column] = (character, self._colour, self._behind)
        self.column += 1
        self._touch()

    def _feed(self) -> None:
        """Go down a row; at the bottom everything goes up."""
        self._touch()
        if self.row < ROWS - 1:
            self.row += 1
            return
        self.rows = [*self.rows[1:], [_EMPTY] * COLUMNS]
        self.row_revisions = [self.revision] * ROWS

    def _control(self, character: str) -> None:
        if character == "\r":
            self.column = 0
        elif character in "\n\v\f":
            self._feed()
        elif character == "\b":
            self.column = max(0, min(self.column, COLUMNS - 1) - 1)
        elif character == "\t":
            self.column = min(COLUMNS - 1, (self.column // 8 + 1) * 8)

    def _escape(self, arguments: str, kind: str) -> None:
        numbers = tuple(int(n) if n.isdecimal() else 0 for n in arguments.split(";"))
        if kind == "m":
            self._colours(numbers)
        elif kind == "K":
            self._erase(self.row, numbers[0])
        elif kind == "J":
            self._erase(self.row, numbers[0])
            first, end = {0: (self.row + 1, ROWS), 1: (0, self.row)}.get(numbers[0], (0, ROWS))
            for row in range(first, end):
                self._erase(row, 2)
        elif kind in "Hf":
            row, column = (*numbers, 0)[:2]
            self._touch()
            self.row = min(max(row, 1), ROWS) - 1
            self.column = min(max(column, 1), COLUMNS) - 1

    def _erase(self, row: int, which: int) -> None:
        """Empty a row from the cursor on (0), up to it (1) or all of it."""
        first, end = {0: (self.column, COLUMNS), 1: (0, self.column + 1)}.get(which, (0, COLUMNS))
        self.rows[row][first:end] = [_EMPTY] * len(self.rows[row][first:end])
        self.row_revisions[row] = self.revision

    def _colours(self, numbers: tuple[int, ...]) -> None:
        for number in numbers or (0,):
            if number == 0:
                self._colour, self._behind = GREY, BLACK
            elif number == 1:
                self._colour |= _BRIGHT
            elif number == 7:
                self._colour, self._behind = self._behind, self._colour
            elif 30 <= number <= 37:
                self._colour = number - 30 | self._colour & _BRIGHT
            elif number == 39:
                self._colour = GREY | self._colour & _BRIGHT
            elif 40 <= number <= 47:
                self._behind = number - 40
            elif number == 49:
                self._behind = BLACK
            elif 90 <= number <= 97:
                self._colour = number - 90 | _BRIGHT
