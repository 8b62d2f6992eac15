"""Which files may be attached: the kind is read from the bytes, never believed from a name. Pure."""

import io
import unicodedata
import zipfile
from collections.abc import Callable

_LONGEST_NAME = 120
_OFFICE = "application/vnd.openxmlformats-officedocument."
# Type, and the endings a name of that type may have; the first one is added when it has none of them.
ENDINGS: dict[str, tuple[str, ...]] = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
    "video/mp4": (".mp4", ".m4v"),
    "audio/mpeg": (".mp3",),
    f"{_OFFICE}wordprocessingml.document": (".docx",),
    f"{_OFFICE}spreadsheetml.sheet": (".xlsx",),
    f"{_OFFICE}presentationml.presentation": (".pptx",),
    "text/plain": (".txt", ".csv", ".md"),
}
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_OFFICE_FOLDERS = {
    "word/": "wordprocessingml.document",
    "xl/": "spreadsheetml.sheet",
    "ppt/": "presentationml.presentation",
}
_MOST_PARTS = 5_000


def type_of(content: bytes) -> str | None:
    """The media type, or None for what may not be attached: pages, scripts, programs, archives, macros."""
    return next((type for type, is_one in _SIGNS if is_one(content)), None)


def _office(kind: str) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(b"PK\x03\x04") and _office_kind(content) == kind


def _office_kind(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [one.filename for one in archive.infolist()[:_MOST_PARTS]]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeDecodeError):
        return None
    if "[Content_Types].xml" not in names or any("vbaproject" in name.lower() for name in names):
        return None
    return next((kind for folder, kind in _OFFICE_FOLDERS.items() if any(n.startswith(folder) for n in names)), None)


def _is_text(content: bytes) -> bool:
    """Text without a sign of markup: what begins like a page stays outside, though we never show it inline."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    if any(unicodedata.category(one) == "Cc" and one not in "\n\r\t\f" for one in text[:100_000]):
        return False
    return bool(text.strip()) and not text.lstrip().startswith("<")


_SIGNS: list[tuple[str, Callable[[bytes], bool]]] = [
    ("application/pdf", lambda content: content.startswith(b"%PDF-")),
    ("image/png", lambda content: content.startswith(b"\x89PNG\r\n\x1a\n")),
    ("image/jpeg", lambda content: content.startswith(b"\xff\xd8\xff")),
    ("image/gif", lambda content: content[:6] in (b"GIF87a", b"GIF89a")),
    ("image/webp", lambda content: content[:4] == b"RIFF" and content[8:12] == b"WEBP"),
    ("video/mp4", lambda content: content[4:8] == b"ftyp"),
    ("audio/mpeg", lambda content: content[:3] == b"ID3" or content[:2] in (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
    *((f"{_OFFICE}{kind}", _office(kind)) for kind in _OFFICE_FOLDERS.values()),
    ("text/plain", _is_text),
]


def safe_name(name: str, type: str) -> str:
    """A name that is no path, hides nothing and has an ending of its type."""
    name = name.replace("\\", "/").rpartition("/")[2]
    name = "".join(one for one in name if unicodedata.category(one)[0] != "C" and one not in '"<>|:*?').strip(" .")
    endings = ENDINGS[type]
    name = name[-_LONGEST_NAME:] if len(name) > _LONGEST_NAME else name
    return name if name.lower().endswith(endings) and "." in name else f"{name or 'file'}{endings[0]}"
