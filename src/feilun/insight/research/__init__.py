"""Research models: choice models (mnl, nested, ordered, mixed, latent class, HB, MaxDiff) and models of the market."""

from feilun.insight.research.choice_models import run_hierarchical, run_maxdiff, run_mixed_logit, run_mnl
from feilun.insight.research.choice_reports import report
from feilun.insight.research.choice_words import warnings_in
from feilun.insight.research.choices import Choices, choices_of, read_choices
from feilun.insight.research.comparisons import CrossTable, ScoreChange, adjusted, cross_table, panel, trend, waves
from feilun.insight.research.designs import ChoiceDesign, choice_design, d_error, information
from feilun.insight.research.drivers import DriversResult, drivers
from feilun.insight.research.frames import Frame, frame_of, parse_frame, read_frame
from feilun.insight.research.gabor_granger import GaborGranger, gabor_granger
from feilun.insight.research.hierarchical import Sampling, hierarchical
from feilun.insight.research.kano import KanoResult, kano
from feilun.insight.research.latent_class import LatentClasses, latent_class
from feilun.insight.research.logit_models import read_answers, run_latent_class, run_nested, run_ordered
from feilun.insight.research.logit_reports import latent_class_report, nested_report, ordered_report
from feilun.insight.research.market_models import (
    run_drivers,
    run_gabor_granger,
    run_kano,
    run_nps,
    run_psm,
    run_turf,
)
from feilun.insight.research.market_reports import market_report
from feilun.insight.research.market_scenarios import run_design, run_price, run_simulate
from feilun.insight.research.market_words import MarketReport, MarketWarning
from feilun.insight.research.maxdiff import BestWorst, MaxDiff, maxdiff, pairs_of
from feilun.insight.research.maxdiff_designs import MaxDiffDesign, maxdiff_design
from feilun.insight.research.mixed_logit import Draws, mixed_logit
from feilun.insight.research.mnl import mnl
from feilun.insight.research.nested import Nests, nested, nests_of
from feilun.insight.research.ordered import Answers, answers_of, ordered
from feilun.insight.research.posterior import Posterior
from feilun.insight.research.prediction import softmax
from feilun.insight.research.price_sensitivity import PriceSensitivity, price_sensitivity
from feilun.insight.research.pricing import PriceSearch, search_price, with_price
from feilun.insight.research.profiles import Attribute
from feilun.insight.research.results import Cancelled, Estimates, Warned, Watch
from feilun.insight.research.scores import ScoreResult, by_group, ces, csat, effective_base, nps
from feilun.insight.research.segment_models import run_segments, segments_report
from feilun.insight.research.segmentation import Segmentation, segmentation
from feilun.insight.research.simulator import (
    Cannibalisation,
    Market,
    Product,
    Simulation,
    cannibalisation,
    compare,
    simulate,
)
from feilun.insight.research.specs import Spec
from feilun.insight.research.terms import Terms, terms_of
from feilun.insight.research.turf import TurfResult, turf
from feilun.insight.research.typing_tool import TypingTool, typing_tool
from feilun.insight.research.utilities import Utilities, utilities_of_logit, utilities_of_people
from feilun.insight.research.willingness import WillingnessToPay, willingness_of_draws, willingness_to_pay

__all__ = [
    "Answers",
    "Attribute",
    "BestWorst",
    "Cancelled",
    "Cannibalisation",
    "ChoiceDesign",
    "Choices",
    "CrossTable",
    "Draws",
    "DriversResult",
    "Estimates",
    "Frame",
    "GaborGranger",
    "KanoResult",
    "LatentClasses",
    "Market",
    "MarketReport",
    "MarketWarning",
    "MaxDiff",
    "MaxDiffDesign",
    "Nests",
    "Posterior",
    "PriceSearch",
    "PriceSensitivity",
    "Product",
    "Sampling",
    "ScoreChange",
    "ScoreResult",
    "Segmentation",
    "Simulation",
    "Spec",
    "Terms",
    "TurfResult",
    "TypingTool",
    "Utilities",
    "Warned",
    "Watch",
    "WillingnessToPay",
    "adjusted",
    "answers_of",
    "by_group",
    "cannibalisation",
    "ces",
    "choice_design",
    "choices_of",
    "compare",
    "cross_table",
    "csat",
    "d_error",
    "drivers",
    "effective_base",
    "frame_of",
    "gabor_granger",
    "hierarchical",
    "information",
    "kano",
    "latent_class",
    "latent_class_report",
    "market_report",
    "maxdiff",
    "maxdiff_design",
    "mixed_logit",
    "mnl",
    "nested",
    "nested_report",
    "nests_of",
    "nps",
    "ordered",
    "ordered_report",
    "pairs_of",
    "panel",
    "parse_frame",
    "price_sensitivity",
    "read_answers",
    "read_choices",
    "read_frame",
    "report",
    "run_design",
    "run_drivers",
    "run_gabor_granger",
    "run_hierarchical",
    "run_kano",
    "run_latent_class",
    "run_maxdiff",
    "run_mixed_logit",
    "run_mnl",
    "run_nested",
    "run_nps",
    "run_ordered",
    "run_price",
    "run_psm",
    "run_segments",
    "run_simulate",
    "run_turf",
    "search_price",
    "segmentation",
    "segments_report",
    "simulate",
    "softmax",
    "terms_of",
    "trend",
    "turf",
    "typing_tool",
    "utilities_of_logit",
    "utilities_of_people",
    "warnings_in",
    "waves",
    "willingness_of_draws",
    "willingness_to_pay",
    "with_price",
]
