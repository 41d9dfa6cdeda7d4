"""What is typed above a column, as a choice of rows: ``3``, ``> 3``, ``2 - 5``, or a part of a text. Pure."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable

import numpy as np
import pandas as pd

NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?"

_COMPARED = re.compile(rf"\s*(<=|>=|≤|≥|!=|≠|<|>|=)?\s*({NUMBER})\s*", re.IGNORECASE)
_BETWEEN = re.compile(rf"\s*({NUMBER})\s*(?:\.\.|–|-|to)\s*({NUMBER})\s*", re.IGNORECASE)
_OPERATORS: dict[str | None, Callable[[np.ndarray, float], np.ndarray]] = {
    **{"<=": operator.le, "≤": operator.le, ">=": operator.ge, "≥": operator.ge},
    **{"<": operator.lt, ">": operator.gt, "!=": operator.ne, "≠": operator.ne},
}


def passing(column: pd.Series[object], typed: object) -> np.ndarray:
    """Return which values of a column pass what was typed.

    Parameters
    ----------
    column
        Numbers or texts, shape (n,).
    typed
        Of numbers ``3`` (as many decimals as typed count), ``> 3``, ``!= 3``, ``2 - 5`` (both included);
        other words are sought in the number as text. Of texts a part, whatever its case.

    Returns
    -------
    numpy.ndarray
        bool (n,); all True where nothing was typed.
    """
    text = str(typed).strip()
    if not text:
        return np.ones(len(column), bool)
    if column.dtype.kind not in "if":
        found = column.astype(str).str.contains(text, case=False, regex=False)
        return np.array(found, bool)
    values = column.to_numpy(np.float64)
    if between := _BETWEEN.fullmatch(text):
        low, high = sorted(map(float, between.groups()))
        return np.array((values >= low) & (values <= high))
    if compared := _COMPARED.fullmatch(text):
        sign, number = compared.groups()
        if sign in _OPERATORS:
            return np.asarray(_OPERATORS[sign](values, float(number)) & ~np.isnan(values))
        return np.array(np.abs(values - float(number)) <= _half_a_digit(number))
    # A number that is not yet typed to its end, as ">", chooses nothing away.
    return np.ones(len(column), bool)


def _half_a_digit(number: str) -> float:
    """Half of the last digit typed: 1.5 means what is shown as 1.5; a whole number means itself."""
    fraction = re.search(r"\.(\d+)$", number)
    return 0.5 * 10.0 ** -len(fraction.group(1)) if fraction else 0.0
