"""Flows: dialogs with slots that the bot walks a customer through."""

from pathlib import Path

from feilun.interaction.flows import api, api_trials
from feilun.interaction.flows.checks import FlowProblem, problems
from feilun.interaction.flows.graph import FlowGraph, read_graph, written
from feilun.interaction.flows.keeper import Flow, approve, approved, create, is_any_approved, save
from feilun.interaction.flows.place import FlowPlace, WebhookAnswer
from feilun.interaction.flows.places import OpenFlow, end, open_flow, slots_of
from feilun.interaction.flows.reading import Reader
from feilun.interaction.flows.runner import FlowContext, answered, expire, go_on, start
from feilun.interaction.flows.trial import FlowTrialScene, Tried, try_go_on, try_start
from feilun.interaction.flows.turns import FlowTurn
from feilun.interaction.flows.webhook import PendingCall, call
from feilun.kernel.capability import Capability, Job

CAPABILITY = Capability(
    name="flows",
    routes=[*api.ROUTES, *api_trials.ROUTES],
    jobs=(Job(name="flows.expire", run=expire, every=60.0),),
    migrations=Path(__file__).with_name("migrations"),
)

__all__ = [
    "CAPABILITY",
    "Flow",
    "FlowContext",
    "FlowGraph",
    "FlowPlace",
    "FlowProblem",
    "FlowTrialScene",
    "FlowTurn",
    "OpenFlow",
    "PendingCall",
    "Reader",
    "Tried",
    "WebhookAnswer",
    "answered",
    "approve",
    "approved",
    "call",
    "create",
    "end",
    "go_on",
    "is_any_approved",
    "open_flow",
    "problems",
    "read_graph",
    "save",
    "slots_of",
    "start",
    "try_go_on",
    "try_start",
    "written",
]
