"""Staff, roles, tokens, audit: who may do what, in which workspace."""

from feilun.access.caller import Caller, needs, provide_caller, public
from feilun.access.rights import RIGHTS, ROLES
from feilun.kernel.capability import Capability

CAPABILITY = Capability(name="access")

__all__ = ["CAPABILITY", "RIGHTS", "ROLES", "Caller", "needs", "provide_caller", "public"]
