"""How a session is looked at: the params that say so, checked where they are set, and all of them as one.

A view state is a plain dict that survives JSON, ``{"version": 1, "time": 418.233, ...}``, with the keys of
`KEYS`, of which any may be missing. Nothing here is written to the NWB file.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from numbers import Real
from typing import Any

import numpy as np
import param

from ..streams.look import COLORMAPS

SLOWEST, FASTEST, FASTEST_BACK = 0.05, 16.0, 4.0
MOST_ZOOM, MOST_LIGHT = 32.0, 5.0
LAYOUTS = ("row", "column", "grid", "free", "custom")
ENGINES = ("auto", "native", "webcodecs", "streamed")

VERSION = 1
KEYS = (
    *("time", "selected", "order", "layout", "grid", "enlarged", "rate", "loop", "offsets"),
    *("adjustments", "lanes", "lane", "focused", "engine", "engines"),
)
"""What a view state holds, each the param of `VideoGrid` of the same name where it has one."""

IN_ADDRESS = {"t": "time", "cameras": "selected"} | {
    key: key for key in KEYS if key not in {"time", "selected"}
}
"""The names of the same in a page's address. Text stands for itself, everything else is JSON."""

_TEXTS = {"layout", "lane", "focused", "engine"}

LONGEST_ADDRESS = 8000
"""Characters of an address that are looked at; servers take no longer ones."""


class ViewStateWarning(UserWarning):
    """A part of a view state does not fit the session, or this version; the rest was applied."""


class SessionTime(param.Number):  # type: ignore[type-arg]  # generic in param's stubs only
    """A session time, seconds."""

    def _validate_value(self, val: Any, allow_None: bool) -> None:  # noqa: ANN401, N803 - as param has it
        super()._validate_value(val, allow_None)
        if val is not None:
            self.demand_finite(val)

    @staticmethod
    def demand_finite(time: float) -> None:
        """Refuse what is no place on the session clock: NaN too, which equals nothing, itself included."""
        if not _is_number(time):
            raise ValueError(f"A session time is a finite number of seconds, not {time!r}.")


class Rate(param.Number):  # type: ignore[type-arg]  # generic in param's stubs only
    """Session seconds per second: 0.05 to 16 forwards, -0.05 to -4 backwards."""

    def __init__(self, default: float = 1.0, **params: Any) -> None:  # noqa: ANN401 - param's own
        params.setdefault("bounds", (-FASTEST_BACK, FASTEST))
        super().__init__(default, **params)

    def _validate_value(self, val: Any, allow_None: bool) -> None:  # noqa: ANN401, N803 - as param has it
        super()._validate_value(val, allow_None)
        if val is not None and abs(val) < SLOWEST:
            raise ValueError(f"A rate is at least {SLOWEST} either way, not {val!r}.")


class Loop(param.List):  # type: ignore[type-arg]  # generic in param's stubs only
    """A range of session time, seconds: ``[start, stop]`` with start < stop, or None."""

    def __init__(self, default: list[float] | None = None, **params: Any) -> None:  # noqa: ANN401 - param's own
        super().__init__(default, allow_None=True, **params)

    def _validate_value(self, val: Any, allow_None: bool) -> None:  # noqa: ANN401, N803 - as param has it
        super()._validate_value(val, allow_None)  # type: ignore[no-untyped-call]
        if val is not None and not (len(val) == 2 and all(map(_is_number, val)) and val[0] < val[1]):
            raise ValueError(f"A loop is [start, stop] with start < stop, not {val!r}.")


class Offsets(param.Dict):  # type: ignore[type-arg]  # generic in param's stubs only
    """Camera name → milliseconds by which its timestamps count as later."""

    def __init__(self, default: dict[str, float] | None = None, **params: Any) -> None:  # noqa: ANN401 - param's
        super().__init__({} if default is None else default, **params)

    def _validate(self, val: Any) -> None:  # noqa: ANN401 - as param has it
        super()._validate(val)  # type: ignore[no-untyped-call]
        wrong = {name: ms for name, ms in (val or {}).items() if not _is_number(ms)}
        if wrong:
            raise ValueError(f"Offsets are finite numbers of milliseconds, not {wrong!r}.")


class Lanes(param.Dict):  # type: ignore[type-arg]  # generic in param's stubs only
    """How the timeline is looked at.

    ``hidden``: names of the lanes that are not shown, ``:cameras`` for those of the cameras;
    ``colours``: lane → the column that colours it; ``zoom``: [start, stop] in session seconds, or None.
    What is left out is as when the session was opened; other keys are refused.
    """

    KEYS = ("hidden", "colours", "zoom")

    def __init__(self, default: dict[str, Any] | None = None, **params: Any) -> None:  # noqa: ANN401 - param's
        super().__init__({} if default is None else default, **params)

    def _validate(self, val: Any) -> None:  # noqa: ANN401 - as param has it
        super()._validate(val)  # type: ignore[no-untyped-call]
        unknown = [key for key in val or {} if key not in self.KEYS]
        if unknown:
            raise ValueError(f"Lanes have {', '.join(self.KEYS)}, not {unknown!r}.")
        zoom = (val or {}).get("zoom")
        if zoom is not None and not (len(zoom) == 2 and all(map(_is_number, zoom)) and zoom[0] < zoom[1]):
            raise ValueError(f"A zoom is [start, stop] with start < stop, not {zoom!r}.")


class Adjustments(param.Dict):  # type: ignore[type-arg]  # generic in param's stubs only
    """Camera name → how its picture is turned, enlarged and lit, where it is not as recorded.

    Any of ``rotate`` (0, 90, 180 or 270 degrees clockwise), ``flip`` (left and right exchanged on screen),
    ``zoom`` (``[times, x, y]``: 1 to 32 times, and the point in the middle of the tile as parts of the
    upright picture's width and height), ``brightness``, ``contrast`` and ``gamma`` (0.2 to 5, 1 as recorded;
    a gamma above 1 lifts the shadows). Of frames that the NWB file itself holds also ``low`` and ``high``
    (the numbers that are black and white, None as the data suggest), ``colormap`` (one of `COLORMAPS`) and
    ``plane`` (of a volume, from 0); other cameras let these be.
    """

    def __init__(self, default: dict[str, Any] | None = None, **params: Any) -> None:  # noqa: ANN401 - param's
        super().__init__({} if default is None else default, **params)

    def _validate(self, val: Any) -> None:  # noqa: ANN401 - as param has it
        super()._validate(val)  # type: ignore[no-untyped-call]
        for camera, adjustment in (val or {}).items():
            if not isinstance(adjustment, dict):
                raise ValueError(f"The adjustment of {camera!r} is a dict, not {adjustment!r}.")
            for part, value in adjustment.items():
                if part not in _FITS:
                    raise ValueError(f"{part!r} is no adjustment; there are {', '.join(_FITS)}.")
                if not _FITS[part](value):
                    raise ValueError(f"{part} of {camera!r} cannot be {value!r}.")
            if not _rises(adjustment):
                raise ValueError(f"low of {camera!r} is below high, not {adjustment['low']!r}.")


class Engines(param.Dict):  # type: ignore[type-arg]  # generic in param's stubs only
    """Camera name → what decodes it, where that is not as `engine` says: one of `ENGINES`."""

    def __init__(self, default: dict[str, str] | None = None, **params: Any) -> None:  # noqa: ANN401 - param's
        super().__init__({} if default is None else default, **params)

    def _validate(self, val: Any) -> None:  # noqa: ANN401 - as param has it
        super()._validate(val)  # type: ignore[no-untyped-call]
        wrong = {name: engine for name, engine in (val or {}).items() if engine not in ENGINES}
        if wrong:
            raise ValueError(f"Engines are {', '.join(ENGINES)}, not {wrong!r}.")


def told(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the view state of a player whose params have these values."""
    return {"version": VERSION, **{key: _plain(values[key]) for key in KEYS if key in values}}


def _plain(value: Any) -> Any:  # noqa: ANN401 - what params hold
    """Return a value with Python's own numbers, which JSON knows, in place of NumPy's."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.item() if isinstance(value, np.generic) else value


def fitting(
    state: object,
    keys: Sequence[str],
    cameras: Sequence[str],
    bounds: tuple[float, float],
    refuse: Callable[[str, object], object],
) -> tuple[dict[str, Any], list[str]]:
    """Take from a view state what fits a session.

    Parameters
    ----------
    state
        A view state, maybe of another session, another version, or no view state at all.
    keys
        Those of `KEYS` that this player has.
    cameras
        The names of the session's cameras.
    bounds
        First and last session time, seconds.
    refuse
        Raises ValueError or TypeError for a key and a value that its param does not take.

    Returns
    -------
    values, said
        Values by key, and a sentence for each part that was left out or changed.
    """
    if not isinstance(state, Mapping):
        return {}, ["This is not a view state: it is not a dict."]
    said = []
    version = state.get("version", VERSION)
    if version != VERSION:
        said.append(f"The view state is of version {version!r}, not {VERSION}: what fits is applied.")
    unknown = [str(key) for key in state if key not in keys and key != "version"]
    if unknown:
        said.append(f"Not known here, left out: {', '.join(map(_short, unknown))}.")
    values: dict[str, Any] = {}
    for key in keys:
        if key not in state:
            continue
        value, missing = _of_cameras(key, state[key], cameras)
        if missing:
            said.append(f"{key}: this session has no camera {', '.join(map(_short, missing))}.")
        if key in {"adjustments", "engines"} and isinstance(value, dict):
            value, odd = _those_that_fit(key, value)
            said += [f"{part} cannot be {_short(one)}; left out." for part, one in odd.items()]
        try:
            refuse(key, value)
            if key in {"time", "rate"} and not _is_number(value):
                raise ValueError("not a finite number")
        except (ValueError, TypeError):
            said.append(f"{key} cannot be {_short(value)}; left as it is.")
            continue
        if key == "time":
            value, given = min(max(float(value), bounds[0]), bounds[1]), float(value)
            if value != given:
                said.append(f"{given:g} s is outside the session; the time is {value:g} s.")
        if key in {"selected", "focused"} and missing and not value:
            continue
        values[key] = value
    return values, said


def of_address(query: Mapping[str, Sequence[str]]) -> dict[str, Any] | None:
    """Return the view state that a page's address holds; None where it holds none.

    Parameters
    ----------
    query
        The values of each name in the query; others' names are let be. What is no JSON stays text, for
        `fitting` to refuse.
    """
    state: dict[str, Any] = {}
    for name, key in IN_ADDRESS.items():
        texts = query.get(name)
        if texts and len(texts[0]) <= LONGEST_ADDRESS:
            state[key] = texts[0] if key in _TEXTS else _json(texts[0])
    if state and query.get("v"):
        state["version"] = _json(query["v"][0])
    return state or None


def _of_cameras(key: str, value: object, cameras: Sequence[str]) -> tuple[Any, list[str]]:
    """Return a value without the cameras that the session lacks, and their names."""
    if key in {"selected", "order", "enlarged"} and isinstance(value, list):
        return _known(value, cameras), _unknown(value, cameras)
    if key == "focused" and isinstance(value, str) and value not in {"", *cameras}:
        return "", [value]
    if key == "grid" and isinstance(value, list) and all(isinstance(row, list) for row in value):
        rows = [_known(row, cameras) for row in value]
        return [row for row in rows if row], _unknown([name for row in value for name in row], cameras)
    if key in {"offsets", "adjustments", "engines"} and isinstance(value, dict):
        return {name: one for name, one in value.items() if name in cameras}, _unknown(value, cameras)
    return value, []


def _those_that_fit(key: str, value: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the parts of each camera that make sense, and those that do not."""
    fit: dict[str, Any] = {}
    odd: dict[str, Any] = {}
    for camera, told in value.items():
        if key == "engines":
            (fit if told in ENGINES else odd).update(
                {camera if told in ENGINES else f"engine of {camera}": told}
            )
        elif not isinstance(told, dict):
            odd[f"the adjustment of {camera}"] = told
        else:
            kept = {part: one for part, one in told.items() if part in _FITS and _FITS[part](one)}
            odd |= {f"{part} of {camera}": one for part, one in told.items() if part not in kept}
            if not _rises(kept):
                odd[f"low of {camera}"] = kept.pop("low")
            if kept or not told:
                fit[camera] = kept
    return fit, odd


def _known(names: Iterable[object], cameras: Sequence[str]) -> list[object]:
    return [name for name in names if not isinstance(name, str) or name in cameras]


def _unknown(names: Iterable[object], cameras: Sequence[str]) -> list[str]:
    return [name for name in names if isinstance(name, str) and name not in cameras]


def _json(text: str) -> Any:  # noqa: ANN401 - what JSON may hold
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _short(value: object) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _is_number(value: object) -> bool:
    try:
        return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)
    except OverflowError:  # an integer beyond all floats
        return False


def _is_between(value: object, least: float, most: float) -> bool:
    return isinstance(value, Real) and _is_number(value) and least <= float(value) <= most


def _is_zoom(value: object) -> bool:
    return (
        isinstance(value, list | tuple)
        and len(value) == 3
        and _is_between(value[0], 1, MOST_ZOOM)
        and all(_is_between(part, 0, 1) for part in value[1:])
    )


def _is_level(value: object) -> bool:
    return value is None or _is_number(value)


def _rises(adjustment: Mapping[str, Any]) -> bool:
    low, high = adjustment.get("low"), adjustment.get("high")
    return low is None or high is None or low < high


_FITS: dict[str, Callable[[object], bool]] = {
    "rotate": lambda value: _is_number(value) and value in {0, 90, 180, 270},
    "flip": lambda value: isinstance(value, bool),
    "zoom": _is_zoom,
    "brightness": lambda value: _is_between(value, 1 / MOST_LIGHT, MOST_LIGHT),
    "contrast": lambda value: _is_between(value, 1 / MOST_LIGHT, MOST_LIGHT),
    "gamma": lambda value: _is_between(value, 1 / MOST_LIGHT, MOST_LIGHT),
    "low": _is_level,
    "high": _is_level,
    "colormap": lambda value: value in COLORMAPS,
    "plane": lambda value: _is_number(value) and isinstance(value, int) and 0 <= value < 2**31,
}
