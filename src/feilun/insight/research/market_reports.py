"""The report of any market model, in plain words: what it says, how sure it is, what to do."""

from functools import singledispatch
from typing import Any

from feilun.insight.research import comparisons, designs, maxdiff_designs, pricing, scores, simulator, willingness
from feilun.insight.research.drivers import DriversResult
from feilun.insight.research.drivers import report as report_drivers
from feilun.insight.research.gabor_granger import GaborGranger
from feilun.insight.research.gabor_granger import report as report_gabor_granger
from feilun.insight.research.kano import KanoResult
from feilun.insight.research.kano import report as report_kano
from feilun.insight.research.market_words import MarketReport
from feilun.insight.research.price_sensitivity import PriceSensitivity
from feilun.insight.research.price_sensitivity import report as report_price_sensitivity
from feilun.insight.research.turf import TurfResult
from feilun.insight.research.turf import report as report_turf


@singledispatch
def market_report(result: Any, language: str = "en") -> MarketReport:
    """For the result of any market model; `language` is en or zh-CN."""
    raise TypeError(f"there is no report for {type(result).__name__}")


market_report.register(scores.ScoreResult, scores.report)
market_report.register(comparisons.ScoreChange, comparisons.report)
market_report.register(comparisons.CrossTable, comparisons.report)
market_report.register(DriversResult, report_drivers)
market_report.register(GaborGranger, report_gabor_granger)
market_report.register(KanoResult, report_kano)
market_report.register(PriceSensitivity, report_price_sensitivity)
market_report.register(TurfResult, report_turf)
market_report.register(designs.ChoiceDesign, designs.report)
market_report.register(maxdiff_designs.MaxDiffDesign, maxdiff_designs.report)
market_report.register(simulator.Simulation, simulator.report)
market_report.register(pricing.PriceSearch, pricing.report)
market_report.register(willingness.WillingnessToPay, willingness.report)
