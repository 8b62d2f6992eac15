"""Finds channels by looking into folders, so that a folder dropped in becomes a working channel."""

import importlib
import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

from feilun.delivery.contract import Channel


def channels(folder: str | Path | None = None) -> dict[str, Channel]:
    """All channels by id: the folders of feilun/channels, then those of `folder` (the setting channels_folder)."""
    found = dict(_built_in())
    if folder:
        found.update(_dropped_in(str(Path(folder).resolve())))
    return found


@cache
def _built_in() -> dict[str, Channel]:
    package = importlib.import_module("feilun.channels")
    names = sorted(path.parent.name for root in package.__path__ for path in Path(root).glob("*/__init__.py"))
    return _channels_of([importlib.import_module(f"feilun.channels.{name}") for name in names])


@cache
def _dropped_in(folder: str) -> dict[str, Channel]:
    return _channels_of([_loaded(path) for path in sorted(Path(folder).glob("*/__init__.py"))])


def _loaded(path: Path) -> ModuleType:
    name = f"feilun_channel_{path.parent.name}"
    spec = importlib.util.spec_from_file_location(name, path, submodule_search_locations=[str(path.parent)])
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} cannot be loaded as a channel")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # Before running it, so that the folder's own imports find it.
    spec.loader.exec_module(module)
    return module


def _channels_of(modules: list[ModuleType]) -> dict[str, Channel]:
    return {module.CHANNEL.id: module.CHANNEL for module in modules if hasattr(module, "CHANNEL")}
