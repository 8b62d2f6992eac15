"""Plays the bot without a customer: the same decisions and words, and nothing is written, sent or called."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from feilun.interaction import conversations, flows
from feilun.interaction.bot import contacts, feeling, flowing, hearing, keeper, rules
from feilun.interaction.bot.composing import Line, lines_of, offline_line
from feilun.interaction.bot.deciding import turn_of
from feilun.interaction.bot.room import Room, Scene
from feilun.interaction.bot.rules import Decision, Talk, Tap, Turn, Why
from feilun.interaction.bot.settings import BotSettings
from feilun.interaction.bot.texts import text_of
from feilun.interaction.flows import FlowPlace, FlowTrialScene, Reader, Tried
from feilun.interaction.understanding import Played, Published, SuiteDialog
from feilun.kernel import clock
from feilun.kernel.errors import Invalid
from feilun.kernel.ids import stable_id
from feilun.language import Understood
from feilun.store import Engines, Transaction

_LONGEST_STATE = 60_000
_NOWHERE = UUID(int=0)


class TrialState(msgspec.Struct, frozen=True, kw_only=True):
    """Where a trial stands between two messages."""

    speaker: str = "bot"
    talk: Talk = Talk()
    flow: UUID | None = None
    place: FlowPlace | None = None
    seq: int = 0


@dataclass(frozen=True)
class Trial:
    """What the bot would do, and where the trial stands then."""

    decision: Decision
    lines: list[Line]
    state: TrialState
    turn: Turn
    recognised: Understood | None


def packed(state: TrialState) -> str:
    """The state as opaque text; it says nothing that its reader did not say herself."""
    return base64.urlsafe_b64encode(msgspec.json.encode(state)).decode()


def unpacked(text: str) -> TrialState:
    """Raises Invalid on anything we did not make."""
    if not text:
        return TrialState()
    try:
        if len(text) > _LONGEST_STATE:
            raise Invalid(field="state", problem="is too long")
        return msgspec.json.decode(base64.urlsafe_b64decode(text), type=TrialState)
    except (binascii.Error, ValueError, msgspec.MsgspecError) as error:
        raise Invalid(field="state", problem="is no state that an earlier trial gave") from error


async def play(engines: Engines, room: Room, scene: Scene, text: str, tap: Tap | None, state: TrialState) -> Trial:
    """One message of a made-up customer."""
    state = msgspec.structs.replace(state, seq=state.seq + 1)
    recognised, failure = None, room.failure
    if room.version is not None and text:
        recognised = (await room.version.understand([text]))[0]
    mood = (await feeling.moods(engines, [text]))[0] if text and tap is None else None
    graph = room.version.knowledge.flows.get(state.flow) if room.version and state.flow else None
    turn = turn_of(
        room, scene, text, tap, state.talk, speaker=state.speaker, recognised=recognised, mood=mood,
        failure=failure, in_flow=graph is not None and state.place is not None,
    )  # fmt: skip
    if state.speaker == "agent":
        silent = Decision(route="silent", why=(Why("a_person_speaks"),))
        return Trial(silent, [], state, turn, recognised)
    decision = rules.decide(turn)
    tried = await _walk(engines, room, scene, turn, decision, state, recognised)
    return _trial(engines, room, scene, turn, decision, state, tried, recognised)


async def _walk(
    engines: Engines, room: Room, scene: Scene, turn: Turn, decision: Decision, state: TrialState,
    recognised: Understood | None,
) -> Tried | None:  # fmt: skip
    trial = FlowTrialScene(
        reader=Reader(
            now=scene.now, zone=room.settings.zone or engines.settings.default_zone,
            region=engines.settings.default_region, language=scene.language,
        ),
        customer=dict(scene.traits or {}),
    )  # fmt: skip
    known = room.version.knowledge.flows if room.version else {}
    if decision.route == "flow":
        return await flows.try_start(known[UUID(decision.flow)].graph, trial)
    if decision.route != "flow_step" or state.flow is None or state.place is None:
        return None
    is_sure = recognised is not None and recognised.outcome == "sure" and recognised.guesses
    article = recognised.guesses[0].label if is_sure and recognised else ""
    tap = msgspec.to_builtins(turn.tap) if turn.tap else None
    return await flows.try_go_on(known[state.flow].graph, state.place, trial, turn.text, tap, article)


def _trial(
    engines: Engines, room: Room, scene: Scene, turn: Turn, decision: Decision, state: TrialState,
    tried: Tried | None, recognised: Understood | None,
) -> Trial:  # fmt: skip
    where = flowing.Place(engines, room, scene, _NOWHERE, _NOWHERE, state.seq)
    moved = flowing.moved_of(where, tried.turn) if tried else None
    flow = UUID(decision.flow) if decision.route == "flow" else state.flow
    decision = flowing.with_flow(decision, moved)
    asks = rules.asks_helpful(turn, decision, room.settings.ask_helpful)
    talk, id = rules.after(turn, decision, asks), stable_id("trial", state.seq)
    if moved is not None:
        lines = moved.lines
    elif decision.route == "offline":
        line, talk = offline_line(room, scene, turn.talk, contacts.found(turn.text))
        lines = [line] if line else []
    else:
        lines = lines_of(room, scene, decision, id, str(engines.settings.public_url or ""), asks)
    if decision.route == "handover":
        lines = [*lines, Line("text", {"text": text_of(room.settings.texts, "requested", scene.language)})]
    is_open = tried is not None and not tried.turn.finished and decision.route != "handover"
    after = msgspec.structs.replace(
        state, talk=talk, speaker="agent" if decision.route == "handover" else state.speaker,
        flow=flow if is_open else None, place=tried.place if tried and is_open else None,
    )  # fmt: skip
    return Trial(decision, lines, after, turn, recognised)


async def play_dialog(engines: Engines, workspace: UUID, version: Published, dialog: SuiteDialog) -> Sequence[Played]:
    """A dialog of the suite with a version, for `understanding`."""
    async with engines.tables.transaction() as tx:
        settings = await settings_for(tx, workspace)
    room, state, played = Room(workspace, settings, version), TrialState(), []
    for turn in dialog.turns:
        tap = hearing.tap_of({"tap": turn.tap}) if turn.tap else None
        language = conversations.tongue(dialog.language, "", turn.say)
        scene = Scene(channel=dialog.channel, language=language, now=clock.now())
        trial = await play(engines, room, scene, turn.say, tap, state)
        state = trial.state
        played.append(
            Played(
                route=trial.decision.route, article=_article(trial.decision), text=text_in(trial.lines),
                why=", ".join(one.code for one in trial.decision.why),
            )
        )  # fmt: skip
    return played


async def settings_for(tx: Transaction, workspace: UUID) -> BotSettings:
    """Those in force; the draft before anything was ever published."""
    live = await keeper.live(tx, workspace)
    if live is not None:
        return live
    return msgspec.convert((await keeper.row(tx, workspace))["draft"], BotSettings)


def _article(decision: Decision) -> UUID | None:
    try:
        return UUID(decision.article) if decision.article else None
    except ValueError:
        return None


def text_in(lines: list[Line]) -> str:
    """All words and buttons that were shown, for a look into them."""
    return "\n".join(part for line in lines for part in _parts(line.body))


def _parts(body: dict[str, Any]) -> list[str]:
    words = [str(body.get("text") or body.get("title") or "")]
    return [*words, *(str(one.get("label", "")) for one in body.get("buttons", []))]
