"""Names of the suites, and the folders of the published ones; light enough to be imported for a command's help."""

from __future__ import annotations

LOCATION = {
    "orlib-warehouse": "orlib_warehouse", "ufllib": "ufllib", "sscflp": "sscflp", "pmedian": "orlib_pmedian",
    "tscflp": "tscflp_two_stage", "cmnd": "cmnd",
}  # fmt: skip
PLANNER = "planner"
ROUTING = {"vrp": "vrp", "vrptw": "vrp", "mdvrp": "mdvrp"}
DRAWN_STOPS = "vrptw-drawn"
LOCATED_ROUTES = {"lrp": "lrp", "lrp-2e": "lrp"}
FOLDERS = {**LOCATION, **ROUTING, **LOCATED_ROUTES}
SUITES = (*LOCATION, PLANNER, *ROUTING, DRAWN_STOPS, *LOCATED_ROUTES)
SIZES = {PLANNER: 1e6, DRAWN_STOPS: 1e4}  # of suites that are drawn from a seed: possible flows, stops
