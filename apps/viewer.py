"""The viewer: arguments in, dashboard out.

``panel serve apps/viewer.py --plugins nwb_video_panel.routes --args SESSION.nwb [...]``
"""

import sys

import panel as pn

from nwb_video_panel.cli import viewer_arguments
from nwb_video_panel.dashboard import Dashboard

arguments = viewer_arguments(sys.argv[1:])
pn.extension(sizing_mode="stretch_both")
Dashboard(arguments.paths, arguments.video_root, arguments.root).servable(title="NWB video")
