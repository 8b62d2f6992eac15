"""What lies above and is needed here: the bot plays dialogs and knows last week's questions; it registers both."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from feilun.interaction.understanding.shapes import Asked, Played, SuiteDialog
from feilun.store import Engines, Transaction

if TYPE_CHECKING:
    from feilun.interaction.understanding.shelf import Published


class Player(Protocol):
    """Plays a dialog of the suite with this version through the bot's own decisions; writes nothing, calls no webhook.

    One entry per turn, in order; fewer when the dialog ended early.
    """

    async def __call__(
        self, engines: Engines, workspace: UUID, version: "Published", dialog: SuiteDialog
    ) -> Sequence[Played]: ...


class Traffic(Protocol):
    """The customers' questions since a moment, newest first, at most `limit`."""

    async def __call__(self, tx: Transaction, workspace: UUID, since: datetime, limit: int) -> Sequence[Asked]: ...


_player: Player | None = None
_traffic: Traffic | None = None


def register_player(play: Player | None) -> None:
    """The bot's, at import. Without one, dialogs are skipped and the report says so."""
    global _player
    _player = play


def register_traffic(read: Traffic | None) -> None:
    """The bot's, at import. Without one there are no questions to replay."""
    global _traffic
    _traffic = read


def player() -> Player | None:
    return _player


async def traffic(tx: Transaction, workspace: UUID, since: datetime, limit: int) -> Sequence[Asked]:
    return await _traffic(tx, workspace, since, limit) if _traffic else []
