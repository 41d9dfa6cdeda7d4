"""Panel's scripts come from this machine: a recording's page asks no other host for anything."""

from __future__ import annotations

from panel.config import config, panel_extension


def inline_resources() -> None:
    """Have notebooks carry Panel's scripts instead of naming a CDN.

    ``pn.extension()`` names a CDN by default, which fails where there is no internet. Where it has already
    run in this kernel, the scripts are published once more, inline; browsers that have them keep those.
    ``PANEL_INLINE`` in the environment, and ``pn.extension(inline=False)`` afterwards, go before this.
    """
    if config.inline:
        return
    config.inline = True  # type: ignore[misc]  # a property for readers; panel itself sets it so
    if config.inline and panel_extension._loaded and in_a_kernel():
        from panel.io.notebook import load_notebook

        load_notebook(inline=True)


def in_a_kernel() -> bool:
    """Return whether this process is a notebook's kernel."""
    try:
        from IPython.core.getipython import get_ipython
    except ImportError:
        return False
    return hasattr(get_ipython(), "kernel")
