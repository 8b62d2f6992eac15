"""How well the proposals do, over those a person looked at."""

from datetime import timedelta
from math import sqrt
from uuid import UUID

from feilun.interaction.summaries.hearing import queries
from feilun.interaction.summaries.learning import LEAST_LABELS
from feilun.interaction.summaries.shown import SummaryFigures, SummaryShare, WrapupCount
from feilun.kernel import clock
from feilun.store import Row, Transaction

_Z = 1.959963984540054


async def figures_of(tx: Transaction, workspace: UUID, days: int) -> SummaryFigures:
    since = clock.now() - timedelta(days=days)
    codes = await tx.all(queries.code_figures, workspace=workspace, since=since)
    proposals = await tx.all(queries.proposal_figures, workspace=workspace, since=since)
    classes = await tx.first(queries.class_figures, workspace=workspace, since=since)
    mark = await tx.first(queries.model_mark, workspace=workspace)
    labels = int(await tx.value(queries.label_count, workspace=workspace))
    return SummaryFigures(
        days=days,
        conversations=sum(row["conversations"] for row in codes),
        proposals=[_share(row["by"], row) for row in proposals],
        classes=_share("rules", classes or {"proposals": 0, "judged": 0, "held": 0}),
        codes=[WrapupCount(**row) for row in codes],
        labels=labels,
        labels_needed=max(0, LEAST_LABELS - labels),
        fitted_at=mark["fitted_at"] if mark else None,
    )


def _share(by: str, row: Row) -> SummaryShare:
    value, low, high = wilson(row["held"], row["judged"]) if row["judged"] else (None, None, None)
    return SummaryShare(
        by=by, proposals=row["proposals"], judged=row["judged"], held=row["held"], accuracy=value, low=low, high=high
    )


def wilson(hits: int, of: int) -> tuple[float, float, float]:
    """The share and its 95 % score interval."""
    share, square = hits / of, _Z * _Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = _Z * sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return share, max(0.0, middle - half), min(1.0, middle + half)
