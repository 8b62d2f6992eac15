"""A QR code of a link, as SVG or PNG. Pure."""

import io
from typing import Literal

Correction = Literal["L", "M", "Q", "H"]


def qr_code(link: str, kind: Literal["svg", "png"], pixels: int, correction: Correction) -> bytes:
    """The picture, `pixels` wide at least: every module is a whole number of pixels, so that readers find its edges.

    `correction` is how much of it may be dirty: L 7 %, M 15 %, Q 25 %, H 30 % (ISO/IEC 18004).
    """
    import segno

    code = segno.make(link, error=correction.lower(), micro=False, boost_error=False)
    width, _ = code.symbol_size(scale=1, border=4)
    scale = max(1, -(-pixels // int(width)))
    written = io.BytesIO()
    code.save(written, kind=kind, scale=scale, border=4, dark="#000", light="#fff")
    return written.getvalue()
