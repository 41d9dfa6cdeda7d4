"""The viewer: arguments in, dashboard out.

``panel serve apps/viewer.py --plugins nwb_video_panel.routes --args SESSION.nwb [...]``
"""

import sys

import panel as pn

from nwb_video_panel.cli import viewer

pn.extension("tabulator", sizing_mode="stretch_both")
viewer(sys.argv[1:]).servable(title="NWB video")
