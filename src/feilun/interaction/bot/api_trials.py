"""HTTP of trials, and of what the bot would say for an agent."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import get, post

from feilun.access import Caller, needs
from feilun.interaction import conversations, understanding
from feilun.interaction.bot import hearing, keeper, ledger, room, suggesting, trials, visiting
from feilun.interaction.bot.room import Room, Scene
from feilun.interaction.bot.settings import BotSettings
from feilun.interaction.bot.suggesting import ReplySuggestions
from feilun.interaction.bot.trials import Trial
from feilun.kernel import clock
from feilun.store import Engines, Transaction

Text = Annotated[str, msgspec.Meta(max_length=hearing.LONGEST)]


class BotTrial(msgspec.Struct, kw_only=True):
    """What a made-up customer says or taps. Without text and tap: how she would be greeted.

    `version` is a number, or 0 for the one in force. `state` is that of the trial before, so that a dialog goes on.
    """

    text: Text = ""
    tap: dict[str, Any] | None = None
    language: Annotated[str, msgspec.Meta(max_length=35)] = ""
    channel: Annotated[str, msgspec.Meta(max_length=50)] = "webchat"
    page: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    customer: UUID | None = None
    version: Annotated[int, msgspec.Meta(ge=0, le=2_000_000_000)] = 0
    settings: Literal["draft", "live"] = "draft"
    state: str = ""


class TrialLine(msgspec.Struct, kw_only=True):
    """A message the bot would send."""

    type: str
    body: dict[str, Any]


class TrialGuess(msgspec.Struct, kw_only=True):
    """An article that the model thought of."""

    article: str
    title: str
    probability: float


class TrialReason(msgspec.Struct, kw_only=True):
    """Why, as a code with the figures behind it."""

    code: str
    facts: dict[str, Any]


class TrialDecision(msgspec.Struct, kw_only=True):
    """What was decided, and why."""

    route: str
    reason: str
    article: str
    title: str
    flow: str
    outcome: str
    confidence: float | None
    threshold: float | None
    nearest: str
    guesses: list[TrialGuess]
    misses: int
    why: list[TrialReason]


class BotTrialResult(msgspec.Struct, kw_only=True):
    """What the customer would see and why. `greeting` only where nothing was said."""

    version: int
    language: str
    lines: list[TrialLine] = []
    decision: TrialDecision | None = None
    greeting: dict[str, Any] | None = None
    state: str = ""


@post("/api/v1/bot-trials", operation_id="try_bot", status_code=200, **needs("bot.read"))
async def try_bot(caller: Caller, engines: Engines, data: BotTrial) -> BotTrialResult:
    """Plays one message through the bot's own decisions. Writes nothing, sends nothing, calls no other system."""
    state = trials.unpacked(data.state)
    await understanding.prepare(engines, caller.workspace)
    async with engines.tables.transaction() as tx:
        here = await _room(tx, engines, caller.workspace, data)
        language = conversations.tongue(
            conversations.tongue("", data.language, "") or here.settings.language, "", data.text
        )
        scene = Scene(channel=data.channel, language=language, now=clock.now(), page=data.page)
        scene = await room.with_customer(tx, caller.workspace, scene, data.customer)
        if not data.text.strip() and data.tap is None:
            shown = await visiting.greeting_of(tx, engines, here, scene, None)
            return BotTrialResult(version=here.number, language=language, greeting=shown, state=data.state)
    tap = hearing.tap_of({"tap": data.tap}) if data.tap else None
    return _result(here, scene, await trials.play(engines, here, scene, data.text.strip(), tap, state))


async def _room(tx: Transaction, engines: Engines, workspace: UUID, data: BotTrial) -> Room:
    """Raises NotFound for a version that was never trained."""
    if data.settings == "draft":
        settings = msgspec.convert((await keeper.row(tx, workspace))["draft"], BotSettings)
    else:
        settings = await keeper.live(tx, workspace) or BotSettings()
    if data.version:
        return Room(workspace, settings, await understanding.load(tx, engines, workspace, data.version))
    return await room.enter(tx, engines, workspace, settings)


def _result(here: Room, scene: Scene, trial: Trial) -> BotTrialResult:
    found, decision = trial.recognised, trial.decision
    guesses = [
        TrialGuess(article=one.label, title=ledger.title_of(here, one.label), probability=round(one.probability, 4))
        for one in (found.guesses if found else ())
    ]
    shown = TrialDecision(
        route=decision.route, reason=decision.reason, article=decision.article,
        title=ledger.title_of(here, decision.article), flow=decision.flow, outcome=found.outcome if found else "",
        confidence=found.confidence if found else None, threshold=ledger.threshold_of(here, found),
        nearest=found.nearest_text if found else "", guesses=guesses, misses=trial.state.talk.misses,
        why=[TrialReason(code=one.code, facts=one.facts) for one in decision.why],
    )  # fmt: skip
    return BotTrialResult(
        version=here.number, language=scene.language, decision=shown, state=trials.packed(trial.state),
        lines=[TrialLine(type=line.type, body=line.body) for line in trial.lines],
    )  # fmt: skip


@get(
    "/api/v1/conversations/{conversation:uuid}/suggestions",
    operation_id="suggest_replies",
    **needs("desk.read"),
)
async def suggest_replies(
    caller: Caller, engines: Engines, conversation: UUID, draft: bool = False
) -> ReplySuggestions:
    """Answers to what the customer asked last. With `draft` also a reply written by the language model, when it is on."""
    return await suggesting.suggestions(engines, caller.workspace, conversation, draft)


ROUTES = [try_bot, suggest_replies]
