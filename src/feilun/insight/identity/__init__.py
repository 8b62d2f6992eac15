"""Handles make customers: the edge log, merges that explain themselves and can be undone."""

from pathlib import Path

from feilun.insight.identity.api import ROUTES
from feilun.insight.identity.resolver import Assigned, assign, current, customers_of, handles_of, known, resolve
from feilun.insight.identity.rules import POINTER, POLICY, Policy, id_from, normal, usable
from feilun.insight.identity.splitter import Parting, edges_of, ends_of, part
from feilun.kernel.capability import Capability

CAPABILITY = Capability(name="identity", routes=ROUTES, migrations=Path(__file__).with_name("migrations"))

__all__ = [
    "CAPABILITY",
    "POINTER",
    "POLICY",
    "Assigned",
    "Parting",
    "Policy",
    "assign",
    "current",
    "customers_of",
    "edges_of",
    "ends_of",
    "handles_of",
    "id_from",
    "known",
    "normal",
    "part",
    "resolve",
    "usable",
]
