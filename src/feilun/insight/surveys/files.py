"""Which files a respondent may send: the kind is read from the bytes, never believed from a name. Pure."""

import unicodedata

MOST_BYTES = 10_000_000
MOST_FILES = 20
_LONGEST_NAME = 120
_ENDINGS: dict[str, tuple[str, ...]] = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
    "video/mp4": (".mp4", ".m4v", ".mov"),
    "audio/mpeg": (".mp3",),
}
KINDS = ", ".join(endings[0] for endings in _ENDINGS.values())


def kind_of(content: bytes) -> str | None:
    """The media type; None for what may not be sent: pages, scripts, programs, archives."""
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content[4:8] == b"ftyp":
        return "video/mp4"
    return _picture(content) or _sound(content)


def _picture(content: bytes) -> str | None:
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content[:6] in (b"GIF87a", b"GIF89a"):
        return "image/gif"
    return "image/webp" if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else None


def _sound(content: bytes) -> str | None:
    is_sound = content[:3] == b"ID3" or content[:2] in (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")
    return "audio/mpeg" if is_sound else None


def plain_name(name: str, kind: str) -> str:
    """A name that is no path, hides nothing and has an ending of its kind."""
    name = name.replace("\\", "/").rpartition("/")[2]
    name = "".join(one for one in name if unicodedata.category(one)[0] != "C" and one not in '"<>|:*?').strip(" .")
    endings, name = _ENDINGS[kind], name[-_LONGEST_NAME:]
    return name if name.lower().endswith(endings) and "." in name else f"{name or 'file'}{endings[0]}"
