"""Research models: choice models (mnl, mixed logit, hierarchical Bayes, MaxDiff) and models of the market."""

from feilun.insight.research.choice_models import run_hierarchical, run_maxdiff, run_mixed_logit, run_mnl
from feilun.insight.research.choice_reports import report
from feilun.insight.research.choice_words import warnings_in
from feilun.insight.research.choices import Choices, choices_of, read_choices
from feilun.insight.research.drivers import DriversResult, drivers
from feilun.insight.research.frames import Frame, frame_of, parse_frame, read_frame
from feilun.insight.research.hierarchical import Sampling, hierarchical
from feilun.insight.research.maxdiff import BestWorst, MaxDiff, maxdiff, pairs_of
from feilun.insight.research.mixed_logit import Draws, mixed_logit
from feilun.insight.research.mnl import mnl
from feilun.insight.research.posterior import Posterior
from feilun.insight.research.prediction import softmax
from feilun.insight.research.results import Cancelled, Estimates, Warned, Watch
from feilun.insight.research.specs import Spec
from feilun.insight.research.terms import Terms, terms_of

__all__ = [
    "BestWorst",
    "Cancelled",
    "Choices",
    "Draws",
    "DriversResult",
    "Estimates",
    "Frame",
    "MaxDiff",
    "Posterior",
    "Sampling",
    "Spec",
    "Terms",
    "Warned",
    "Watch",
    "choices_of",
    "drivers",
    "frame_of",
    "hierarchical",
    "maxdiff",
    "mixed_logit",
    "mnl",
    "pairs_of",
    "parse_frame",
    "read_choices",
    "read_frame",
    "report",
    "run_hierarchical",
    "run_maxdiff",
    "run_mixed_logit",
    "run_mnl",
    "softmax",
    "terms_of",
    "warnings_in",
]
