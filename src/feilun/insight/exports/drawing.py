"""What a report is made of: paragraphs, bars with intervals, stacked bars, histograms. Drawn alike on paper and as a picture.

Lengths are points, from the upper left corner downwards. A piece says how high it is and draws itself.
"""

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple, Protocol

Colour = str
INK, MUTED, FAINT, BAR, WHISKER = "#1f2733", "#667085", "#e4e7ec", "#3e6fd0", "#10203c"
# From bad to good, and for parts that stand beside each other; told apart also when all colour is gone.
BAD, SO_SO, GOOD = "#c2453d", "#c3c9d4", "#2f8f68"
PARTS = ("#23457f", "#3e6fd0", "#7ea2e6", "#bfd0f3", "#e6c89c", "#d29a4a", "#9b6a21", "#6b7280")

# One sign of Chinese, Japanese or Korean, a run of anything else, or blanks.
_WIDE = "\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef"
_PIECE = re.compile(rf"[{_WIDE}]|[^\s{_WIDE}]+|\s+")
# Stands at the end of a line rather than alone at the beginning of the next.
_CLOSING = frozenset("，。、；：？！）》」』】”’,.;:?!)]}%")


class Pen(Protocol):
    """Writes and draws in one place, on paper or in a picture."""

    def width_of(self, text: str, size: float) -> float: ...

    def text(
        self, x: float, y: float, text: str, size: float, colour: Colour = INK, align: Literal["left", "right"] = "left"
    ) -> None:
        """`y` is the line the letters stand on."""

    def box(self, x: float, y: float, width: float, height: float, colour: Colour) -> None: ...

    def line(self, x: float, y: float, to_x: float, to_y: float, colour: Colour, width: float = 0.8) -> None: ...


class Piece(Protocol):
    def height(self, pen: Pen, width: float) -> float: ...

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None: ...


class Paragraph(NamedTuple):
    text: str
    size: float = 9.5
    colour: Colour = INK
    before: float = 0
    after: float = 3
    most_lines: int = 12

    def height(self, pen: Pen, width: float) -> float:
        return self.before + self.after + 1.4 * self.size * len(self._lines(pen, width))

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        y += self.before
        for line in self._lines(pen, width):
            y += 1.4 * self.size
            pen.text(x, y - 0.35 * self.size, line, self.size, self.colour)

    def _lines(self, pen: Pen, width: float) -> list[str]:
        return wrapped(pen, self.text, self.size, width, self.most_lines)


def _write_label(pen: Pen, x: float, middle: float, lines: Sequence[str]) -> None:
    """Left of a bar, its lines round the middle of it."""
    for place, line in enumerate(lines):
        pen.text(x, middle + 3.2 + 11.5 * (place - (len(lines) - 1) / 2), line, 9)


class ShareBar(NamedTuple):
    """One option: its label, a bar of its share, its interval as a whisker, and the numbers."""

    label: str
    share: float
    low: float | None
    high: float | None
    told: str
    colour: Colour = BAR

    def height(self, pen: Pen, width: float) -> float:
        return max(15.0, 11.5 * len(self._lines(pen, width)) + 4)

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        height, start, room = self.height(pen, width), x + 0.36 * width, 0.46 * width
        middle = y + height / 2
        _write_label(pen, x, middle, self._lines(pen, width))
        pen.box(start, middle - 4.5, room, 9, FAINT)
        pen.box(start, middle - 4.5, room * _within(self.share), 9, self.colour)
        if self.low is not None and self.high is not None:
            low, high = start + room * _within(self.low), start + room * _within(self.high)
            pen.line(low, middle, high, middle, WHISKER, 0.9)
            for end in (low, high):
                pen.line(end, middle - 2.5, end, middle + 2.5, WHISKER, 0.9)
        pen.text(x + width, middle + 3, self.told, 8.5, MUTED, "right")

    def _lines(self, pen: Pen, width: float) -> list[str]:
        return wrapped(pen, self.label, 9, 0.34 * width, 3)


class StackedBar(NamedTuple):
    """One row divided into parts that add up to one."""

    label: str
    shares: Sequence[float]
    colours: Sequence[Colour]
    told: str

    def height(self, pen: Pen, width: float) -> float:
        return max(17.0, 11.5 * len(self._lines(pen, width)) + 5)

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        height, place, room = self.height(pen, width), x + 0.36 * width, 0.46 * width
        middle = y + height / 2
        _write_label(pen, x, middle, self._lines(pen, width))
        for number, share in enumerate(self.shares):
            part = room * _within(share)
            colour = self.colours[number % len(self.colours)]
            pen.box(place, middle - 5.5, part, 11, colour)
            text = f"{share:.0%}"
            if part > pen.width_of(text, 7.5) + 4:
                pen.text(place + part / 2 - pen.width_of(text, 7.5) / 2, middle + 2.7, text, 7.5, readable_on(colour))
            place += part
        pen.text(x + width, middle + 3, self.told, 8.5, MUTED, "right")

    def _lines(self, pen: Pen, width: float) -> list[str]:
        return wrapped(pen, self.label, 9, 0.34 * width, 3) if self.label else []


class Legend(NamedTuple):
    """What the colours of stacked bars mean, in as many lines as it takes."""

    labels: Sequence[str]
    colours: Sequence[Colour]

    def height(self, pen: Pen, width: float) -> float:
        return 13.0 * (1 + max(line for line, _, _ in self._places(pen, width))) + 3 if self.labels else 0

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        for number, (line, start, label) in enumerate(self._places(pen, width)):
            top = y + 13.0 * line
            pen.box(x + start, top + 3, 7, 7, self.colours[number % len(self.colours)])
            pen.text(x + start + 10, top + 9.5, label, 8, MUTED)

    def _places(self, pen: Pen, width: float) -> list[tuple[int, float, str]]:
        found, line, start = [], 0, 0.0
        for label in self.labels:
            shown = wrapped(pen, label, 8, width - 20, 1)[0] if label else ""
            needed = pen.width_of(shown, 8) + 22
            if start and start + needed > width:
                line, start = line + 1, 0.0
            found.append((line, start, shown))
            start += needed
        return found


class Histogram(NamedTuple):
    """Columns side by side, the highest as high as there is room; below them where each begins."""

    shares: Sequence[float]
    starts: Sequence[str]
    end: str
    room: float = 70

    def height(self, pen: Pen, width: float) -> float:
        return self.room + 18

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        most, part = max([*self.shares, 1e-9]), width / max(1, len(self.shares))
        foot = y + self.room
        for place, share in enumerate(self.shares):
            high = (self.room - 10) * share / most
            pen.box(x + part * place + 1, foot - high, part - 2, high, BAR)
            text = f"{share:.0%}"
            if share and part > pen.width_of(text, 7) + 2:
                pen.text(x + part * (place + 0.5) - pen.width_of(text, 7) / 2, foot - high - 2, text, 7, MUTED)
        pen.line(x, foot, x + width, foot, MUTED, 0.6)
        shown = -1e9
        for place, text in enumerate([*self.starts, self.end]):
            where = x + part * place
            if where - shown > 8 and where + pen.width_of(text, 7) <= x + width + 12:
                pen.text(where, foot + 9, text, 7, MUTED)
                shown = where + pen.width_of(text, 7)


class Rule(NamedTuple):
    """A thin line between questions."""

    before: float = 8
    after: float = 6

    def height(self, pen: Pen, width: float) -> float:
        return self.before + self.after

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        pen.line(x, y + self.before, x + width, y + self.before, FAINT, 0.8)


def wrapped(pen: Pen, text: str, size: float, width: float, most: int) -> list[str]:
    """Lines no wider than `width`, at most so many; what is left over ends in an ellipsis."""
    lines: list[str] = []
    for part in plain(text).split("\n"):
        lines += _broken(pen, part, size, width, most + 1 - len(lines))
        if len(lines) > most:
            break
    if len(lines) > most:
        last = lines[most - 1]
        while last and pen.width_of(last + "…", size) > width:
            last = last[:-1]
        lines = [*lines[: most - 1], last.rstrip() + "…"]
    return lines or [""]


def _broken(pen: Pen, text: str, size: float, width: float, most: int) -> list[str]:
    lines, line = [], ""
    for piece in _PIECE.findall(text):
        for bit in _bits(pen, piece, size, width):
            if not line or pen.width_of(line + bit, size) <= width or bit in _CLOSING:
                line += bit if line or not bit.isspace() else ""
                continue
            lines.append(line.rstrip())
            line = "" if bit.isspace() else bit
            if len(lines) >= most:
                return lines
    return [*lines, line.rstrip()]


def _bits(pen: Pen, piece: str, size: float, width: float) -> list[str]:
    """A word, or the pieces of one that no line could hold."""
    if len(piece) == 1 or pen.width_of(piece, size) <= width:
        return [piece]
    length = max(1, int(len(piece) * width / pen.width_of(piece, size)))
    return [piece[start : start + length] for start in range(0, len(piece), length)]


def plain(text: str) -> str:
    """Signs that a font of letters has: no control signs, and a box for pictures."""
    return "".join(one if one == "\n" or (one.isprintable() and one < "\U00010000") else _instead(one) for one in text)


def _instead(sign: str) -> str:
    return "□" if sign >= "\U00010000" else " "


def readable_on(colour: Colour) -> Colour:
    """Dark letters on light, light ones on dark."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return INK if 0.299 * red + 0.587 * green + 0.114 * blue > 150 else "#ffffff"


def _within(share: float) -> float:
    return min(1.0, max(0.0, share))
