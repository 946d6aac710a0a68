"""Names of the suites, and the folders of the published ones; light enough to be imported for a command's help."""

from __future__ import annotations

LOCATION = {
    "orlib-warehouse": "orlib_warehouse", "ufllib": "ufllib", "sscflp": "sscflp", "pmedian": "orlib_pmedian",
    "tscflp": "tscflp_two_stage", "cmnd": "cmnd",
}  # fmt: skip
PLANNER = "planner"
ROUTING = {"vrp": "vrp", "vrptw": "vrp", "mdvrp": "mdvrp"}
FOLDERS = {**LOCATION, **ROUTING}
SUITES = (*LOCATION, PLANNER, *ROUTING)
