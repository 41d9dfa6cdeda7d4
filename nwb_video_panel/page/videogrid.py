"""`VideoGrid`: what the page and Python tell each other, as params of a Panel component.

What crosses to the page is small: facts, state and tokens; video bytes, timestamps
and frame indexes travel over HTTP. Times are session seconds.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import param
from panel.custom import JSComponent

from ..serving import pages
from . import hosting
from .viewstate import ENGINES, LAYOUTS, Adjustments, Engines, Lanes, Loop, Offsets, Rate

if TYPE_CHECKING:
    from bokeh.document import Document


class VideoGrid(JSComponent):
    """The synchronised grid of native videos, as a Panel component.

    `docs/design.md` has the meaning and the direction of each param.
    """

    session = param.Dict(default={}, doc="Name, subtitle, start and stop of the session.")
    cameras = param.List(default=[], item_type=dict, doc="One descriptor per camera.")
    intervals = param.List(default=[], item_type=dict, doc="One descriptor per table of intervals or events.")
    lanes = Lanes(doc="Which lanes the timeline shows, their colours, and its zoom.")
    lane = param.String(default="", doc="The table whose intervals 'next' and 'previous' go to.")
    table = param.String(
        default=None, allow_None=True, doc="The table that is open beside the player; None where none can be."
    )
    table_height = param.Number(default=220.0, doc="How high that table is, pixels.")
    passing = param.Dict(
        default={}, doc="The rows that pass the filters of the table beside the player: {table, count, mask}."
    )
    ident = param.String(default="", doc="By which what is beside the player on the page knows it.")
    address = param.Dict(default={}, doc="Where the page's own document finds the media.")
    time = param.Number(default=0.0, doc="Session time, seconds.")
    playing = param.Boolean(default=False, doc="Whether the session clock runs.")
    rate = Rate(doc="Session seconds per second; negative is backwards.")
    loop = Loop(doc="The range of session time that is played again and again.")
    offsets = Offsets(doc="Milliseconds by which each camera is moved on the session clock.")
    wait_for_all = param.Boolean(default=False, doc="Whether the clock waits for cameras without data.")
    selected = param.List(default=[], item_type=str, doc="Names of the cameras shown.")
    layout: param.Selector[str] = param.Selector(
        default="grid", objects=list(LAYOUTS), doc="How the tiles share the stage."
    )
    order = param.List(default=[], item_type=str, doc="Names in the order of their tiles; the rest follows.")
    enlarged = param.List(default=[], item_type=str, doc="Names of the cameras that are enlarged.")
    adjustments = Adjustments(
        doc="How each camera's picture is turned, enlarged and lit, and its numbers shown."
    )
    grid = param.List(default=[], item_type=list, doc="Rows of camera names for the layout 'custom'.")
    focused = param.String(default="", doc="The camera that steps act on.")
    engine: param.Selector[str] = param.Selector(
        default="auto", objects=list(ENGINES), doc="What decodes: each file's best, or one for all."
    )
    engines = Engines(doc="What decodes each camera for which that is chosen apart.")
    in_address = param.Dict(
        default=None, allow_None=True, doc="What the page's address tells besides the view."
    )
    said = param.List(default=[], item_type=str, doc="Sentences that the page shows once.")
    restored = param.Boolean(default=False, doc="Whether the session opened as it was last left.")
    fresh_starts = param.Integer(default=0, doc="Counts the user's wishes to see it as at first.")
    command = param.Dict(default={"id": 0}, doc="A counted seek.")
    saves = param.List(default=[], item_type=dict, doc="The clips that the page wants, by names of its own.")
    saved = param.List(default=[], item_type=dict, doc="How far each of them is, and the link to it.")
    renewals = param.Integer(default=0, doc="Counts the page's requests for fresh tokens.")
    retries = param.Integer(default=0, doc="Counts the page's requests to look for the videos again.")

    page: pages.Page | None = None
    """Keeps the links alive."""

    _bundle: ClassVar[Path] = Path(__file__).parent / "bundle" / "video_grid.bundle.js"

    def _get_properties(self, doc: Document | None) -> dict[str, Any]:
        """One player may be shown in several documents, each with an address of its own."""
        properties: dict[str, Any] = super()._get_properties(doc)
        properties["data"].address = hosting.find().address()
        if self.page is not None:
            self.page.hold(doc)
        return properties
