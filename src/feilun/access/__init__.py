"""Staff, roles, tokens, audit: who may do what, in which workspace."""

from pathlib import Path

from feilun.access import api, api_admin, setup
from feilun.access.door import Door
from feilun.access.idempotency import Idempotency, forget_old
from feilun.access.keys import NewSecret, Source, add_token, add_write_key, source_of
from feilun.access.people import add_person, add_workspace, rights_of, workspace_of, workspaces
from feilun.access.rights import RIGHTS, ROLES
from feilun.access.setup import new_setup_link
from feilun.access.trail import note
from feilun.kernel.caller import ANYONE, Caller, needs, provide_caller, public
from feilun.kernel.capability import Capability, Job

CAPABILITY = Capability(
    name="access",
    routes=(*api.ROUTES, *api_admin.ROUTES, setup.show_setup, setup.set_up),
    jobs=(Job("access.forget", forget_old, every=600),),
    first_steps=api_admin.FIRST_STEPS,
    migrations=Path(__file__).with_name("migrations"),
)

__all__ = [
    "ANYONE",
    "CAPABILITY",
    "RIGHTS",
    "ROLES",
    "Caller",
    "Door",
    "Idempotency",
    "NewSecret",
    "Source",
    "add_person",
    "add_token",
    "add_workspace",
    "add_write_key",
    "needs",
    "new_setup_link",
    "note",
    "provide_caller",
    "public",
    "rights_of",
    "source_of",
    "workspace_of",
    "workspaces",
]
