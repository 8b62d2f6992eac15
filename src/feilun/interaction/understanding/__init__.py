"""Versions of what the bot knows: trained in the background, judged by a suite, published, replayed, rolled back."""

from pathlib import Path

from feilun.interaction.understanding import api, suite_api
from feilun.interaction.understanding.hooks import Player, Traffic, register_player, register_traffic
from feilun.interaction.understanding.judging import judge_again
from feilun.interaction.understanding.keeper import WAITING, Author, NotGoodEnough, publish, train_later
from feilun.interaction.understanding.replaying import replay
from feilun.interaction.understanding.shapes import Asked, DialogTurn, Expected, Played, SuiteDialog, SuiteSettings
from feilun.interaction.understanding.shelf import Published, load, prepare, serving
from feilun.interaction.understanding.snapshot import DamagedVersion, Snapshot
from feilun.interaction.understanding.tasks import Tasks
from feilun.interaction.understanding.training import train
from feilun.kernel.capability import Capability, Job

_tasks = Tasks({"training": train, "judgement": judge_again, "replay": replay})

CAPABILITY = Capability(
    name="understanding",
    routes=(*api.ROUTES, *suite_api.ROUTES),
    jobs=(Job("understanding", _tasks.run, every=2.0, wake=WAITING, is_cut=True),),
    migrations=Path(__file__).with_name("migrations"),
)

__all__ = [
    "CAPABILITY",
    "WAITING",
    "Asked",
    "Author",
    "DamagedVersion",
    "DialogTurn",
    "Expected",
    "NotGoodEnough",
    "Played",
    "Player",
    "Published",
    "Snapshot",
    "SuiteDialog",
    "SuiteSettings",
    "Traffic",
    "load",
    "prepare",
    "publish",
    "register_player",
    "register_traffic",
    "serving",
    "train_later",
]
