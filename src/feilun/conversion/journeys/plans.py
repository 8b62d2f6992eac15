"""Published versions, compiled once per process: they never change."""

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
    if key not in _plans:
        graph = await tx.value(_queries.version_graph, workspace=workspace, journey=journey, version=version)
        if graph is None:
            raise NotFound(kind="version of the journey", id=f"{journey}/{version}")
        _plans[key] = compiled(read_graph(graph))
        if len(_plans) > _MOST:
            _plans.popitem(last=False)
    return _plans[key]
