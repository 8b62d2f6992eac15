"""The public data on choices, read from outside the project, and the specifications that say what stands in it."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from feilun.insight.research import Choices, Spec, read_choices, read_frame

FOLDER = Path(__file__).parents[3] / "shared/data/research"
ELECTRICITY = ["pf", "cl", "loc", "wk", "tod", "seas"]
CARS = [
    *("hev", "phev10", "phev20", "phev40", "bev75", "bev100", "bev150", "phevFastcharge", "bevFastcharge"),
    *("price", "opCost", "accelTime", "american", "japanese", "chinese", "skorean"),
]
MARGARINES = [
    *("PPk_Stk", "PBB_Stk", "PFl_Stk", "PHse_Stk", "PGen_Stk", "PImp_Stk", "PSS_Tub", "PPk_Tub", "PFl_Tub", "PHse_Tub"),
]
ITEMS = ["Landscape", "Biodiversity", "Water", "Land", "Flood", "Rural", "Food", "Animal", "Cultural"]
SPECS: dict[str, dict[str, Any]] = {
    "swissmetro.dat.gz": {
        "filter": "PURPOSE in (1, 3) and CHOICE != 0",
        "id": "ID",
        "choice": "CHOICE",
        "wide": {
            "alternatives": {"1": "train", "2": "sm", "3": "car"},
            "columns": {
                "time": {"train": "TRAIN_TT / 100", "sm": "SM_TT / 100", "car": "CAR_TT / 100"},
                "cost": {
                    "train": "where(GA == 1, 0, TRAIN_CO) / 100",
                    "sm": "where(GA == 1, 0, SM_CO) / 100",
                    "car": "CAR_CO / 100",
                },
            },
        },
        "availability": {"train": "TRAIN_AV * (SP != 0)", "sm": "SM_AV", "car": "CAR_AV * (SP != 0)"},
        "attributes": ["time", "cost"],
        "constants": True,
        "reference": "sm",
    },
    "mlogit_ModeCanada.csv.gz": {
        "filter": "noalt == 4",
        "task": "case",
        "alternative": "alt",
        "choice": "choice",
        "attributes": ["cost", "freq", "ovt"],
        "by_alternative": ["income", "ivt"],
        "constants": True,
        "reference": "air",
    },
    "mlogit_Fishing.csv.gz": {
        "computed": {"thousands": "income / 1000"},
        "choice": "mode",
        "wide": {
            "alternatives": ["beach", "pier", "boat", "charter"],
            "columns": {"price": "price.{}", "catch": "catch.{}"},
        },
        "attributes": ["price", "catch"],
        "constants": True,
        "by_alternative": ["thousands"],
        "reference": "beach",
    },
    "mlogit_Heating.csv.gz": {
        "id": "idcase",
        "choice": "depvar",
        "wide": {"alternatives": ["gc", "gr", "ec", "er", "hp"], "columns": {"ic": "ic.{}", "oc": "oc.{}"}},
        "attributes": ["ic", "oc"],
    },
    "mlogit_Electricity.csv.gz": {
        "id": "id",
        "choice": "choice",
        "wide": {"alternatives": ["1", "2", "3", "4"], "columns": {name: name + "{}" for name in ELECTRICITY}},
        "attributes": ELECTRICITY,
    },
    "logitr_yogurt.csv.gz": {
        "id": "id",
        "task": "obsID",
        "alternative": "alt",
        "choice": "choice",
        "attributes": ["price", "feat", "brand"],
        "coding": {"brand": {"as": "dummy", "reference": "dannon"}},
    },
    "logitr_cars_us.csv.gz": {"id": "id", "task": "obsnum", "choice": "choice", "attributes": CARS},
    "logitr_cars_china.csv.gz": {"id": "id", "task": "obsnum", "choice": "choice", "attributes": CARS},
    "bayesm_margarine_choice.csv.gz": {
        "id": "hhid",
        "choice": "choice",
        "wide": {
            "alternatives": [str(one) for one in range(1, 11)],
            "columns": {"price": {str(one): name for one, name in enumerate(MARGARINES, 1)}},
        },
        "attributes": ["price"],
        "constants": True,
        "reference": "1",
    },
}
MAXDIFF_SPEC = {"id": "ID", "items": ITEMS, "best": "B{}", "worst": "W{}", "design": "supportBWS_mfa_design.csv"}


def file_of(name: str) -> Path:
    if not (FOLDER / name).exists():
        pytest.skip(f"the public data file {name} is not beside the project (shared/data/research)")
    return FOLDER / name


@cache
def _choices(name: str, more: tuple[tuple[str, Any], ...]) -> Choices:
    return read_choices(read_frame(FOLDER / name), Spec({**SPECS[name], **dict(more)}))


def choices_in(name: str, **more: Any) -> Choices:
    file_of(name)
    return _choices(name, tuple(more.items()))
