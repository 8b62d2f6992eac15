"""Choice models: our CPU time beside statsmodels, and with --peers beside xlogit and biogeme; growth with the data.

    python bench/research.py                      made-up choices: growth in people and in draws, and statsmodels
    python bench/research.py --data FOLDER        and the public data (Swissmetro, Electricity, yogurt), as far as it lies there
    python bench/research.py --data FOLDER --peers   and xlogit and biogeme, each in an environment of its own, thrown away
    python bench/research.py --draws 20000        a longer chain of hierarchical Bayes

CPU seconds of the process, for other programs share the machine; reading the table is not counted. The last line is JSON.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

import numpy as np

from feilun.insight.research import (
    Choices,
    Draws,
    Sampling,
    Spec,
    choices_of,
    hierarchical,
    mixed_logit,
    mnl,
    read_choices,
    read_frame,
    terms_of,
)

ELECTRICITY = ["pf", "cl", "loc", "wk", "tod", "seas"]
# biogeme 3.3.2, the last for Python 3.11, breaks with the tomlkit it asks for; an older one, which it forbids, works.
PACKAGES = {
    "xlogit": [["xlogit==0.2.7", "pandas"]],
    "biogeme": [["biogeme==3.3.2", "pandas"], ["--no-deps", "tomlkit==0.13.2"]],
}


def cpu(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.process_time()
    found = work()
    return round(time.process_time() - started, 3), found


def made(people: int, tasks: int = 8, width: int = 3, number: int = 5) -> Choices:
    """People whose first three tastes differ."""
    chance = np.random.default_rng(people)
    attributes = chance.normal(size=(people * tasks, width, number))
    person = np.repeat(np.arange(people), tasks)
    beta = np.linspace(-1, 1, number) + chance.normal(size=(people, number)) * (np.arange(number) < 3)
    utility = np.einsum("tjk,tk->tj", attributes, beta[person]) + chance.gumbel(size=attributes.shape[:2])
    return choices_of(attributes, utility.argmax(axis=1), [f"x{one}" for one in range(number)], person=person)


def growth(draws: int) -> dict[str, Any]:
    """Seconds of CPU, which should grow as people and draws do, or more slowly."""
    found: dict[str, Any] = {"mnl": {}, "mixed_logit_200_draws": {}, "mixed_logit_300_people": {}, "hb_ms_a_draw": {}}
    for people in (300, 1000, 3000):
        choices = made(people)
        terms = terms_of(choices.names, {"x0": "normal", "x1": "normal", "x2": "normal"})
        found["mnl"][people] = cpu(lambda one=choices: mnl(one))[0]
        found["mixed_logit_200_draws"][people] = cpu(lambda one=choices, t=terms: mixed_logit(one, t, Draws(200)))[0]
        seconds = cpu(lambda one=choices: hierarchical(one, Sampling(draws, draws // 2, holdout=0)))[0]
        found["hb_ms_a_draw"][people] = round(1000 * seconds / draws, 2)
    choices = made(300)
    for number in (200, 600, 1800):
        found["mixed_logit_300_people"][number] = cpu(lambda n=number: mixed_logit(choices, terms, Draws(n)))[0]
    return found


def beside_statsmodels() -> dict[str, Any]:
    """Its conditional logit on the same made-up tasks."""
    from statsmodels.discrete.conditional_models import ConditionalLogit

    choices = made(1000)
    tasks, width, number = choices.attributes.shape
    taken = (np.arange(width) == choices.chosen[:, None]).ravel().astype(int)
    groups = np.repeat(np.arange(tasks), width)
    model = ConditionalLogit(taken, choices.attributes.reshape(-1, number), groups=groups)
    theirs, other = cpu(lambda: model.fit(disp=0))
    ours, own = cpu(lambda: mnl(choices))
    gap = float(np.abs(other.params - own.values).max())
    return {"tasks": tasks, "ours": ours, "statsmodels": theirs, "largest_difference": round(gap, 6)}


def public(folder: Path, draws: int) -> dict[str, Any]:
    from tests.research.choice_data import SPECS

    def choices(name: str) -> Choices:
        return read_choices(read_frame(folder / name), Spec(SPECS[name]))

    def said(seconds: float, found: Any) -> dict[str, Any]:
        return {"cpu_seconds": seconds, "log_likelihood": round(found.log_likelihood, 3)}

    found: dict[str, Any] = {}
    for name in ("swissmetro.dat.gz", "mlogit_ModeCanada.csv.gz", "logitr_yogurt.csv.gz"):
        if (folder / name).exists():
            table = choices(name)
            mnl(table)
            found[f"mnl {name.split('.')[0]}"] = said(*cpu(lambda one=table: mnl(one)))
    if (folder / "mlogit_Electricity.csv.gz").exists():
        panel = choices("mlogit_Electricity.csv.gz")
        terms = terms_of(panel.names, dict.fromkeys(ELECTRICITY, "normal"))
        for kind in ("halton", "sobol"):
            seconds = cpu(lambda k=kind: mixed_logit(panel, terms, Draws(600, k)))
            found[f"mixed logit Electricity, 600 {kind}"] = said(*seconds)
        seconds, posterior = cpu(lambda: hierarchical(panel, Sampling(draws, draws // 2)))
        held = posterior.held
        found["hb Electricity"] = {
            "ms_a_draw": round(1000 * seconds / (2 * draws), 3),
            "draws": draws,
            "effective_draws_least": round(float(posterior.effective.min())),
            "held_out_hit": round(held.model.hit, 4),
            "held_out_log_likelihood": round(held.model.log_likelihood, 4),
            "mnl_held_out_hit": round(held.mnl.hit, 4),
        }
    return found


XLOGIT = """
import sys, time, json, numpy as np, pandas as pd
from xlogit import MixedLogit, MultinomialLogit
names = "pf cl loc wk tod seas".split()
wide = pd.read_csv(sys.argv[1] + "/mlogit_Electricity.csv.gz")
rows = len(wide)
x = np.stack([wide[[f"{n}{j}" for j in range(1, 5)]].to_numpy().ravel() for n in names], axis=1).astype(float)
alts = np.tile(np.arange(1, 5), rows)
y = (np.repeat(wide["choice"].to_numpy(), 4) == alts).astype(int)
ids, panels = np.repeat(np.arange(rows), 4), np.repeat(wide["id"].to_numpy(), 4)
t = time.process_time(); a = MultinomialLogit(); a.fit(X=x, y=y, varnames=names, ids=ids, alts=alts, verbose=0)
first = time.process_time() - t
t = time.process_time(); b = MixedLogit()
b.fit(X=x, y=y, varnames=names, ids=ids, alts=alts, panels=panels, randvars={n: "n" for n in names}, n_draws=600, verbose=0)
print(json.dumps({"mnl Electricity": [round(first, 3), a.loglikelihood],
                  "mixed logit Electricity, 600 halton": [round(time.process_time() - t, 2), b.loglikelihood]}))
"""
BIOGEME = """
import sys, time, json, pandas as pd
t = time.process_time()
import biogeme.biogeme as bio, biogeme.database as db
from biogeme import models
from biogeme.expressions import Beta, Variable
start = time.process_time() - t
d = pd.read_csv(sys.argv[1] + "/swissmetro.dat.gz", sep="\\t")
d = d[d.PURPOSE.isin((1, 3)) & (d.CHOICE != 0)].copy()
d["tt"], d["st"], d["ct"] = d.TRAIN_TT / 100, d.SM_TT / 100, d.CAR_TT / 100
d["tc"], d["sc"], d["cc"] = d.TRAIN_CO * (d.GA == 0) / 100, d.SM_CO * (d.GA == 0) / 100, d.CAR_CO / 100
d["ta"], d["ca"] = d.TRAIN_AV * (d.SP != 0), d.CAR_AV * (d.SP != 0)
t = time.process_time()
base = db.Database("swissmetro", d[["tt", "st", "ct", "tc", "sc", "cc", "ta", "ca", "SM_AV", "CHOICE"]].astype(float))
V = Variable
a, c, b, p = (Beta(n, 0, None, None, 0) for n in ("asc_train", "asc_car", "b_time", "b_cost"))
u = {1: a + b * V("tt") + p * V("tc"), 2: b * V("st") + p * V("sc"), 3: c + b * V("ct") + p * V("cc")}
m = bio.BIOGEME(base, models.loglogit(u, {1: V("ta"), 2: V("SM_AV"), 3: V("ca")}, V("CHOICE")))
m.model_name = "peer"
r = m.estimate()
print(json.dumps({"mnl swissmetro": [round(time.process_time() - t, 2), float(r.final_loglikelihood)], "import": round(start, 1)}))
"""


def peers(folder: Path) -> dict[str, Any]:
    """Each in an environment that is thrown away; a failure is noted, for a peer that will not run is a figure too."""
    found: dict[str, Any] = {}
    for name, program in {"xlogit": XLOGIT, "biogeme": BIOGEME}.items():
        with tempfile.TemporaryDirectory() as place:
            python = f"{place}/bin/python"
            try:
                subprocess.run([sys.executable, "-m", "venv", place], check=True, capture_output=True, timeout=300)
                for wanted in PACKAGES[name]:
                    install = [python, "-m", "pip", "install", "-q", *wanted]
                    subprocess.run(install, check=True, capture_output=True, text=True, timeout=900)
                ran = subprocess.run(
                    [python, "-c", program, str(folder.resolve())],
                    check=True, capture_output=True, text=True, timeout=1800, cwd=place,
                )  # fmt: skip
                found[name] = json.loads(ran.stdout.strip().splitlines()[-1])
            except subprocess.CalledProcessError as error:
                found[name] = {"failed": (error.stderr or "").strip()[-300:]}
            except subprocess.TimeoutExpired as error:
                found[name] = {"failed": f"no answer after {error.timeout:.0f} seconds"}
    return found


def main() -> None:
    reading = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reading.add_argument("--data", type=Path, help="folder of the public data")
    reading.add_argument("--peers", action="store_true", help="xlogit and biogeme too; needs --data and the network")
    reading.add_argument("--draws", type=int, default=1000, help="of hierarchical Bayes")
    wanted = reading.parse_args()
    if wanted.peers and not wanted.data:
        reading.error("--peers needs --data")
    figures: dict[str, Any] = {"growth": growth(wanted.draws), "statsmodels": beside_statsmodels()}
    if wanted.data:
        figures["public"] = public(wanted.data, wanted.draws)
    if wanted.peers:
        figures["peers"] = peers(wanted.data)
    for name, value in figures.items():
        print(f"{name}: {json.dumps(value, indent=2)}")
    print(json.dumps({**figures, "load": round(os.getloadavg()[0], 1)}))


if __name__ == "__main__":
    main()
