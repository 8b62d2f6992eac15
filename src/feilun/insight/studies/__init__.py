"""Research in the product: plan, design, field, estimate, simulate a market, search a price."""

from pathlib import Path

from feilun.insight.studies import api, api_estimates, api_markets, tasks
from feilun.insight.studies.shapes import StudyFilter, StudyKind, StudyPlan
from feilun.kernel.capability import Capability, Job

CAPABILITY = Capability(
    name="studies",
    routes=[*api.ROUTES, *api_estimates.ROUTES, *api_markets.ROUTES],
    # Two at once: a long estimate must not keep a short one waiting.
    jobs=tuple(Job(f"studies.work.{place}", tasks.run, every=2.0, wake=tasks.WAITING, is_cut=True) for place in (1, 2)),
    migrations=Path(__file__).with_name("migrations"),
)

__all__ = ["CAPABILITY", "StudyFilter", "StudyKind", "StudyPlan"]
