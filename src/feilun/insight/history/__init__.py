"""The columnar copy of activity and profiles, for questions over all customers."""

from feilun.insight.history.compaction import compact
from feilun.insight.history.reader import activity_table, as_of, profile_table
from feilun.insight.history.retention import retain
from feilun.insight.history.roller import HISTORY, roll
from feilun.kernel.capability import Capability, Job

CAPABILITY = Capability(
    name="history",
    # No subscriber but a job: rolling every few seconds makes few large files instead of many small ones.
    jobs=(
        Job("history", roll, every=3.0),
        Job("history_compaction", compact, every=30.0),
        Job("history_retention", retain, every=600.0),
    ),
)

__all__ = ["CAPABILITY", "HISTORY", "activity_table", "as_of", "profile_table"]
