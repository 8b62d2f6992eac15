"""What a version knows: every approved article and flow, and what it had to reach, in one file that never changes."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

import msgspec

from feilun.interaction import flows, knowledge
from feilun.interaction.understanding.shapes import SuiteSettings
from feilun.kernel.errors import Error, NotFound
from feilun.language import Example
from feilun.store import Engines, Transaction

_MOST_FINDINGS = 50


class DamagedVersion(Error):
    """The file {key} of version {number} is missing or damaged; publish another version, or train again."""

    status = 503


class _Written(msgspec.Struct):
    articles: list[knowledge.Article]
    flows: list[flows.Flow]
    settings: SuiteSettings
    findings: list[knowledge.ArticleFinding] = []


@dataclass(frozen=True)
class Snapshot:
    """Articles and flows by id, as they were approved when the version was trained."""

    articles: dict[UUID, knowledge.Article]
    flows: dict[UUID, flows.Flow]
    settings: SuiteSettings
    # What the check of articles found wrong among them: they are not published together.
    findings: tuple[knowledge.ArticleFinding, ...] = ()

    @cached_property
    def examples(self) -> list[Example]:
        """Each phrasing with its article's id as the label. An article without phrasings is known by its title."""
        return [
            Example(text=text, label=str(article.id)) for article in self.articles.values() for text in _texts(article)
        ]

    def title(self, article: UUID | None) -> str:
        """Empty for an article that this version does not know."""
        known = self.articles.get(article) if article else None
        return known.content.title if known else ""

    def to_bytes(self) -> bytes:
        written = _Written(list(self.articles.values()), list(self.flows.values()), self.settings, list(self.findings))
        return msgspec.json.encode(written)

    @classmethod
    def from_bytes(cls, stored: bytes) -> "Snapshot":
        """Raises msgspec.MsgspecError."""
        read = msgspec.json.decode(stored, type=_Written)
        articles, drawn = {one.id: one for one in read.articles}, {one.id: one for one in read.flows}
        return cls(articles, drawn, read.settings, tuple(read.findings))


def _texts(article: knowledge.Article) -> list[str]:
    said = [one.text for one in article.content.phrasings if one.text.strip()]
    return said or [article.content.title]


async def approved_now(tx: Transaction, workspace: UUID, settings: SuiteSettings) -> Snapshot:
    """What a training that begins now would learn."""
    articles = await knowledge.approved(tx, workspace)
    drawn = await flows.approved(tx, workspace)
    findings = await knowledge.blocking(tx, workspace)
    return Snapshot(
        {one.id: one for one in articles}, {one.id: one for one in drawn}, settings, tuple(findings[:_MOST_FINDINGS])
    )


def checksum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def key_of(workspace: UUID, number: int, kind: str, sha: str) -> str:
    """Files are named by what is in them: a second training of the same number never overwrites the first one's."""
    return f"{workspace}/bot/{number}-{sha[:20]}.{kind}"


async def put(engines: Engines, workspace: UUID, number: int, kind: str, content: bytes) -> str:
    """Durable when it returns; the checksum."""
    sha = checksum(content)
    await engines.blobs.put(key_of(workspace, number, kind, sha), _one(content))
    return sha


async def fetch(engines: Engines, workspace: UUID, number: int, kind: str, sha: str) -> bytes:
    """The file, whole and unchanged. Raises DamagedVersion."""
    key = key_of(workspace, number, kind, sha)
    try:
        content = b"".join([chunk async for chunk in engines.blobs.get(key)])
    except NotFound as error:
        raise DamagedVersion(key=key, number=number) from error
    if checksum(content) != sha:
        raise DamagedVersion(key=key, number=number)
    return content


async def _one(content: bytes) -> AsyncIterator[bytes]:
    yield content
