"""What is typed above a column of the table."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nwb_video_panel.page.intervals_filters import passing

NUMBERS = pd.Series([1.0, 2.0, 2.25, 3.0, -4.0, np.nan])


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", [0, 1, 2, 3, 4, 5]),
        ("2", [1]),
        ("= 2.25", [2]),
        ("2.3", [2]),
        (">2", [2, 3]),
        ("≥ 2", [1, 2, 3]),
        (">=2", [1, 2, 3]),
        ("< 2", [0, 4]),
        ("<= -4", [4]),
        ("!= 2", [0, 2, 3, 4]),
        ("2 - 3", [1, 2, 3]),
        ("3..2", [1, 2, 3]),
        ("-4 – 1", [0, 4]),
        (">", [0, 1, 2, 3, 4, 5]),
        ("nothing", [0, 1, 2, 3, 4, 5]),
    ],
)
def test_numbers_pass_as_people_write_them(typed, kept):
    assert np.flatnonzero(passing(NUMBERS, typed)).tolist() == kept


def test_texts_pass_by_a_part_whatever_its_case():
    texts = pd.Series(["Left", "right", "", "a.b"], dtype=object)
    assert passing(texts, "LEF").tolist() == [True, False, False, False]
    assert passing(texts, ".").tolist() == [False, False, False, True]


def test_an_answer_can_be_written_to():
    """Panel narrows the first of several filters in its place."""
    assert passing(pd.Series(["a", "b"]), "a").flags.writeable
    assert passing(NUMBERS, "> 1").flags.writeable
