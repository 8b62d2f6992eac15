"""What surveys found: the chosen answers by column, and results, scores, cross tables and waves counted from them."""

from pathlib import Path

from feilun.insight.reporting.api import ROUTES
from feilun.insight.reporting.exporting import META, AnswerBlock, blocks_of
from feilun.insight.reporting.filters import AnswerFilter, AnswerRule, TraitRule
from feilun.insight.reporting.frames import AnswerFrame, Codes
from feilun.insight.reporting.reading import check_filter, frame_of, snapshot
from feilun.insight.reporting.results import results_of
from feilun.insight.reporting.sealing import cleanse, seal
from feilun.insight.reporting.shapes import QuestionResult, ResultsWish, SurveyResults
from feilun.kernel.capability import Capability, Job

CAPABILITY = Capability(
    name="reporting",
    routes=ROUTES,
    jobs=(
        Job("reporting.seal", seal, every=15.0),
        Job("reporting.cleanse", cleanse, every=30.0),
    ),
    migrations=Path(__file__).with_name("migrations"),
)

__all__ = [
    "CAPABILITY",
    "META",
    "AnswerBlock",
    "AnswerFilter",
    "AnswerFrame",
    "AnswerRule",
    "Codes",
    "QuestionResult",
    "ResultsWish",
    "SurveyResults",
    "TraitRule",
    "blocks_of",
    "check_filter",
    "frame_of",
    "results_of",
    "snapshot",
]
