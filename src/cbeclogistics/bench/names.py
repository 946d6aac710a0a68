"""Names of the suites, and the folders of the published ones; light enough to be imported for a command's help."""

from __future__ import annotations

FOLDERS = {
    "orlib-warehouse": "orlib_warehouse", "ufllib": "ufllib", "sscflp": "sscflp", "pmedian": "orlib_pmedian",
    "tscflp": "tscflp_two_stage", "cmnd": "cmnd",
}  # fmt: skip
PLANNER = "planner"
SUITES = (*FOLDERS, PLANNER)
