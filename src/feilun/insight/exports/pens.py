"""The two pens: one writes a PDF, the other paints a picture. Both can write Chinese on a machine without any fonts."""

from functools import cache
from typing import IO, Any, Literal

from feilun.insight.exports.drawing import INK, Colour, Pen, Piece

# A4, in points.
PAPER = (595.28, 841.89)
MARGIN = 48.0
# Every reader of PDF knows this font by name and brings the letters; so the file stays small.
_FONT = "STSong-Light"
# Points to pixels of a picture.
_SCALE = 2


class PdfPen:
    """Pages of paper. `end_page` begins the next one; `close` writes all."""

    def __init__(self, file: IO[bytes], title: str) -> None:
        from reportlab.pdfgen.canvas import Canvas

        _know_font()
        self._canvas = Canvas(file, pagesize=PAPER, pageCompression=1)
        self._canvas.setTitle(title)
        self._canvas.setCreator("Feilun")
        self.page = 1

    def width_of(self, text: str, size: float) -> float:
        return float(self._canvas.stringWidth(text, _FONT, size))

    def text(
        self, x: float, y: float, text: str, size: float, colour: Colour = INK, align: Literal["left", "right"] = "left"
    ) -> None:
        self._canvas.setFont(_FONT, size)
        self._canvas.setFillColor(colour)
        write = self._canvas.drawString if align == "left" else self._canvas.drawRightString
        write(x, PAPER[1] - y, text)

    def box(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        self._canvas.setFillColor(colour)
        self._canvas.rect(x, PAPER[1] - y - height, max(0.0, width), height, stroke=0, fill=1)

    def line(self, x: float, y: float, to_x: float, to_y: float, colour: Colour, width: float = 0.8) -> None:
        self._canvas.setStrokeColor(colour)
        self._canvas.setLineWidth(width)
        self._canvas.line(x, PAPER[1] - y, to_x, PAPER[1] - to_y)

    def end_page(self) -> None:
        self._canvas.showPage()
        self.page += 1

    def close(self) -> None:
        self._canvas.save()


@cache
def _know_font() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))


class PicturePen:
    """One picture of a given size, in points; letters are those of Noto Sans SC, which comes with us."""

    def __init__(self, width: float, height: float) -> None:
        from PIL import Image, ImageDraw

        self._image = Image.new("RGB", (round(width * _SCALE), round(height * _SCALE)), "#ffffff")
        self._draw = ImageDraw.Draw(self._image)

    def width_of(self, text: str, size: float) -> float:
        return float(_letters(size).getlength(text)) / _SCALE

    def text(
        self, x: float, y: float, text: str, size: float, colour: Colour = INK, align: Literal["left", "right"] = "left"
    ) -> None:
        anchor = "ls" if align == "left" else "rs"
        self._draw.text((x * _SCALE, y * _SCALE), text, font=_letters(size), fill=colour, anchor=anchor)

    def box(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        left, top, right, bottom = (round(one * _SCALE) for one in (x, y, x + width, y + height))
        if right > left and bottom > top:
            self._draw.rectangle((left, top, right - 1, bottom - 1), fill=colour)

    def line(self, x: float, y: float, to_x: float, to_y: float, colour: Colour, width: float = 0.8) -> None:
        ends = tuple(round(one * _SCALE) for one in (x, y, to_x, to_y))
        self._draw.line(ends, fill=colour, width=max(1, round(width * _SCALE)))

    def save(self, file: IO[bytes]) -> None:
        self._image.save(file, "PNG", optimize=True)


@cache
def _letters(size: float) -> Any:
    from PIL import ImageFont
    from pylopdf_fonts_zh_cn import sans_path

    return ImageFont.truetype(str(sans_path()), size * _SCALE)


def height_of(pieces: list[Piece], pen: Pen, width: float) -> float:
    return sum(piece.height(pen, width) for piece in pieces)
