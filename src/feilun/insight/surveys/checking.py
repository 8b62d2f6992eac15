"""What is wrong with a form, looked for beside the loop and remembered: the search sends simulated respondents."""

import asyncio
from collections import OrderedDict
from hashlib import blake2b

import msgspec

from feilun.insight import forms

_MOST_KEPT = 256
_kept: OrderedDict[bytes, tuple[forms.FormProblem, ...]] = OrderedDict()


async def problems_of(form: forms.Form) -> list[forms.FormProblem]:
    """As `forms.problems`; a form that did not change is not searched again, however often a page asks."""
    key = blake2b(msgspec.json.encode(form), digest_size=16).digest()
    found = _kept.get(key)
    if found is None:
        found = _kept[key] = tuple(await asyncio.to_thread(forms.problems, form))
        if len(_kept) > _MOST_KEPT:
            _kept.popitem(last=False)
    return list(found)
