"""Takes events from Segment SDKs over HTTP: durable before 200, refused with a reason, never dropped."""

from feilun.events.collect.endpoint import PATHS, Collect, Mounted
from feilun.events.collect.prune import PRUNE
from feilun.events.collect.quarantine import quarantined, remove_from_quarantine
from feilun.events.collect.refusals import Refused
from feilun.events.collect.rules import Receipt, Sent, canonical, read_event
from feilun.events.collect.sources import find_sources_with
from feilun.kernel.capability import Capability

_mounted = Mounted()
CAPABILITY = Capability(name="collect", mounts=[(path, _mounted) for path in PATHS], jobs=(PRUNE,))

__all__ = [
    "CAPABILITY",
    "Collect",
    "Receipt",
    "Refused",
    "Sent",
    "canonical",
    "find_sources_with",
    "quarantined",
    "read_event",
    "remove_from_quarantine",
]
