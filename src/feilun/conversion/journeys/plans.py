"""Published versions, compiled once per process: once committed they never change."""

from collections import OrderedDict
from uuid import UUID

from feilun.conversion.journeys.graph import read_graph
from feilun.conversion.journeys.rules import Plan, compiled
from feilun.kernel.errors import NotFound
from feilun.kernel.sql import Queries
from feilun.store import Transaction

_queries = Queries(__file__)
_MOST = 500
_plans: OrderedDict[tuple[UUID, UUID, int], Plan] = OrderedDict()


async def plan_of(tx: Transaction, workspace: UUID, journey: UUID, version: int) -> Plan:
    """Raises NotFound."""
    key = (workspace, journey, version)
    if key in _plans:
        return _plans[key]
    graph = await tx.value(_queries.version_graph, workspace=workspace, journey=journey, version=version)
    if graph is None:
        raise NotFound(kind="version of the journey", id=f"{journey}/{version}")
    plan = compiled(read_graph(graph))
    # The transaction may be the one that publishes: if it fails, this number is given to another graph.
    tx.after_commit(lambda: _keep(key, plan))
    return plan


def _keep(key: tuple[UUID, UUID, int], plan: Plan) -> None:
    _plans[key] = plan
    if len(_plans) > _MOST:
        _plans.popitem(last=False)
