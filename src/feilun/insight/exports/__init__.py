"""The answers of a survey as files of any size, written in the background; results as PDF and PNG."""

from pathlib import Path

from feilun.insight.exports import api
from feilun.insight.exports.keeper import WAITING, key_of, remove_old
from feilun.insight.exports.runner import LEASE, Runner
from feilun.kernel.capability import Capability, Job

_runner = Runner()

CAPABILITY = Capability(
    name="exports",
    routes=api.ROUTES,
    jobs=(
        Job("exports.write", _runner.run, every=5.0, wake=WAITING, is_cut=True),
        Job("exports.remove", remove_old, every=60.0),
    ),
    migrations=Path(__file__).with_name("migrations"),
)

__all__ = ["CAPABILITY", "LEASE", "Runner", "key_of", "remove_old"]
