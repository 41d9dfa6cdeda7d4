"""How a session is looked at: the params that say so, checked where they are set.

Nothing here is written to the NWB file.
"""

from __future__ import annotations

import math
from numbers import Real
from typing import Any

import param

SLOWEST, FASTEST, FASTEST_BACK = 0.05, 16.0, 4.0


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


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)
