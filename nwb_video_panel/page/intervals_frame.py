"""`IntervalsFrame`: a table's name and its rows by keyboard, around Panel's Tabulator."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import param
from panel.custom import JSComponent
from panel.viewable import Child


class IntervalsFrame(JSComponent):
    """A Tabulator with a line above it, its rows within reach of the keyboard."""

    tabulator = Child(doc="The widget within.")
    title = param.String(doc="The table's name, from an untrusted file: it is shown as text.")
    names = param.List(default=[], item_type=str, doc="The tables there are to choose from.")
    count = param.Integer(default=0, doc="Rows.")
    passing = param.Integer(default=0, doc="Rows that pass the filters.")
    closable = param.Boolean(default=False, doc="Whether there is someone to close it.")
    shown = param.String(default="", doc="The table that the user chose; none where it was closed.")
    player = param.String(default="", doc="The player that gets the keys that are not the table's.")

    _bundle: ClassVar[Path] = Path(__file__).parent / "bundle" / "intervals_frame.bundle.js"
