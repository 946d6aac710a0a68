"""Names of the suites, and the folders of the published ones; light enough to be imported for a command's help."""

from __future__ import annotations

LOCATION = {
    "orlib-warehouse": "orlib_warehouse", "ufllib": "ufllib", "sscflp": "sscflp", "pmedian": "orlib_pmedian",
    "tscflp": "tscflp_two_stage", "cmnd": "cmnd",
}  # fmt: skip
PLANNER = "planner"
ROUTING = {"vrp": "vrp", "vrptw": "vrp", "mdvrp": "mdvrp"}
LOCATED_ROUTES = {"lrp": "lrp", "lrp-2e": "lrp"}
FOLDERS = {**LOCATION, **ROUTING, **LOCATED_ROUTES}
SUITES = (*LOCATION, PLANNER, *ROUTING, *LOCATED_ROUTES)
