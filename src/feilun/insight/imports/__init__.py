"""Brings files of events and customers into the log, and shows what was refused on any way in."""

from pathlib import Path

from feilun.insight.imports import api, quarantine_api
from feilun.insight.imports.reading import UnreadableFile
from feilun.insight.imports.runner import Runner, blob_key, import_now, run_of, start_run
from feilun.kernel.capability import Capability, FirstStep, Job
from feilun.kernel.sql import Queries

_runner = Runner()

CAPABILITY = Capability(
    name="imports",
    routes=(
        api.start_import,
        api.list_imports,
        api.get_import,
        api.list_refusals,
        quarantine_api.list_quarantine,
        quarantine_api.remove_from_quarantine,
    ),
    jobs=(Job(name="imports.run", run=_runner.run, every=2.0, wake=api.WAITING),),
    first_steps=(FirstStep("import", Queries(__file__).has_import),),
    migrations=Path(__file__).with_name("migrations"),
)

__all__ = ["CAPABILITY", "Runner", "UnreadableFile", "blob_key", "import_now", "run_of", "start_run"]
