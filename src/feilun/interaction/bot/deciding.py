"""Brings together what a decision looks at: for a customer, a trial, and a dialog of the test suite alike."""

from collections.abc import Iterator

from feilun import language
from feilun.interaction.bot.room import Room, Scene, is_valuable, known
from feilun.interaction.bot.rules import Choice, Talk, Tap, Turn
from feilun.language import Mood, Understood


def turn_of(
    room: Room,
    scene: Scene,
    text: str,
    tap: Tap | None,
    talk: Talk,
    *,
    speaker: str,
    recognised: Understood | None,
    mood: Mood | None,
    failure: str,
    in_flow: bool,
) -> Turn:
    """The turn as the rules see it. `mood` is what the model heard too; None when it was not asked."""
    menu = room.menu
    return Turn(
        text=text,
        normal=language.normalise(text),
        tap=tap,
        speaker=speaker,
        mood=_mood(text, mood, recognised, in_flow) if text and tap is None else None,
        recognised=recognised,
        failure=failure,
        articles=known(room, scene, set(_asked_for(room, tap, recognised))),
        flows=room.flows,
        menu={id: Choice(kind=item.kind, target=item.target) for id, item in menu.items()},
        in_flow=in_flow,
        talk=talk,
        miss_limit=room.settings.miss_limit,
        is_valuable=is_valuable(room.settings, scene),
    )


def _mood(text: str, heard: Mood | None, recognised: Understood | None, in_flow: bool) -> Mood:
    """In a flow "it fell apart after a day" is an answer, and the words of an article are its question: rules alone."""
    if heard is None or in_flow or (recognised is not None and recognised.exact):
        return language.mood_of(text)
    return heard


def _asked_for(room: Room, tap: Tap | None, recognised: Understood | None) -> Iterator[str]:
    """The articles that this turn may be about."""
    yield from (one.label for one in (recognised.guesses if recognised else ()))
    if tap and tap.kind in ("article", "foresight"):
        yield tap.id
    item = room.menu.get(tap.id) if tap and tap.kind == "menu" else None
    if item is not None and item.kind == "article":
        yield item.target
