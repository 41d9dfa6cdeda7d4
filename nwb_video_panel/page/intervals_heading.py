"""The line above an open table: what it lists, and a button that closes it."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import panel as pn

HOST = """
:host {
  --ground: var(--jp-layout-color0, var(--design-background-color, var(--panel-background-color, #fff)));
  --ink: var(--jp-ui-font-color0,
    var(--design-background-text-color, var(--panel-on-background-color, #14181f)));
}
"""
"""The host's colours, as the player has them."""

LINE = (
    HOST
    + """
:host {
  align-items: center;
  border-top: 1px solid color-mix(in srgb, var(--ink) 14%, var(--ground));
  background: var(--ground);
}
"""
)

TITLE = (
    HOST
    + """
:host { color: var(--ink); font: 13px/28px system-ui, sans-serif; }
.table-name { font-weight: 600; }
.table-title { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
"""
)

CLOSE = (
    HOST
    + """
:host(.solid) .bk-btn.bk-btn-default, .bk-btn {
  padding: 2px 10px;
  border: 1px solid transparent;
  background: none;
  box-shadow: none;
  color: var(--ink);
  font-size: 12px;
}
:host(.solid) .bk-btn.bk-btn-default:hover {
  background: color-mix(in srgb, var(--ink) 9%, var(--ground));
}
"""
)


def heading(name: str, rows: int, close: Callable[[], None]) -> pn.Row:
    """Return the line above a table.

    Parameters
    ----------
    name
        Of the table, from an untrusted file: it is escaped.
    rows
        How many there are.
    close
        Called when the button is pressed.
    """
    count = f"{rows:,} row{'' if rows == 1 else 's'}"
    title = pn.pane.HTML(
        f"<div class='table-title' role='heading' aria-level='2'>"
        f"<span class='table-name'>{escape(name)}</span> · {count}</div>",
        sizing_mode="stretch_width",
        margin=(0, 12),
        stylesheets=[TITLE],
    )
    button = pn.widgets.Button(name="Close", width=64, height=26, margin=(1, 12), stylesheets=[CLOSE])
    button.on_click(lambda _: close())
    return pn.Row(title, button, sizing_mode="stretch_width", height=28, margin=0, stylesheets=[LINE])
