"""Staff, roles, tokens, audit: who may do what, in which workspace."""

from pathlib import Path

from feilun.access.caller import Caller, needs, provide_caller, public
from feilun.access.door import Door
from feilun.access.keys import NewSecret, Source, add_token, add_write_key, source_of
from feilun.access.people import add_person, add_workspace, workspace_of
from feilun.access.rights import RIGHTS, ROLES
from feilun.access.trail import note
from feilun.kernel.capability import Capability

CAPABILITY = Capability(name="access", migrations=Path(__file__).with_name("migrations"))

__all__ = [
    "CAPABILITY",
    "RIGHTS",
    "ROLES",
    "Caller",
    "Door",
    "NewSecret",
    "Source",
    "add_person",
    "add_token",
    "add_workspace",
    "add_write_key",
    "needs",
    "note",
    "provide_caller",
    "public",
    "source_of",
    "workspace_of",
]
