"""How well the proposals do, over those a person looked at."""

from datetime import timedelta
from uuid import UUID

from feilun.interaction.summaries.hearing import queries
from feilun.interaction.summaries.learning import LEAST_LABELS
from feilun.interaction.summaries.shown import SummaryFigures, SummaryShare, WrapupCount
from feilun.kernel import clock
from feilun.kernel.intervals import wilson
from feilun.store import Row, Transaction


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
    low, high = wilson(row["held"], row["judged"]) if row["judged"] else (None, None)
    value = row["held"] / row["judged"] if row["judged"] else None
    return SummaryShare(
        by=by, proposals=row["proposals"], judged=row["judged"], held=row["held"], accuracy=value, low=low, high=high
    )
