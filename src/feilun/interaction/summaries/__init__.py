"""What a closed conversation came to: need, result, next step, wrap-up code and class, correctable by people."""

from pathlib import Path

from feilun.interaction.summaries.api import ROUTES
from feilun.interaction.summaries.correcting import read
from feilun.interaction.summaries.hearing import DUE, Summaries
from feilun.interaction.summaries.learning import learn
from feilun.interaction.summaries.lines import Extract, Said, SummarySentence
from feilun.interaction.summaries.permits import permit_writer
from feilun.interaction.summaries.rules import extract
from feilun.interaction.summaries.writing import write_due
from feilun.kernel.capability import Capability, Job

CAPABILITY = Capability(
    name="summaries",
    routes=ROUTES,
    subscribers=(Summaries(),),
    jobs=(
        Job("summaries.write", write_due, every=5.0, wake=DUE),
        Job("summaries.learn", learn, every=60.0),
    ),
    migrations=Path(__file__).with_name("migrations"),
)

__all__ = ["CAPABILITY", "Extract", "Said", "SummarySentence", "extract", "permit_writer", "read"]
