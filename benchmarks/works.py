"""What `speeds.py` measures: each row of RESULTS.md, what is asked of it, and the runs of `bench` it is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from cbeclogistics.bench.names import SIZES
from cbeclogistics.bench.suites import sources


@dataclass(frozen=True)
class Work:
    """One row.

    Attributes
    ----------
    asked
        What it is to reach.
    arguments
        Of each run of `bench`; none: a shipped instance is solved.
    globs
        Patterns of the instances' names; of drawn suites, seeds.
    also
        Work whose rows of our solver belong here too, so that they need not be run again.
    """

    name: str
    asked: str
    arguments: tuple[str, ...]
    globs: tuple[str, ...] = ("*",)
    also: str = ""

    def runs(self, data: Path) -> Iterator[tuple[str, ...]]:
        """Arguments of `bench`, for one instance each."""
        if self.arguments[0] in SIZES:  # drawn, without data
            for seed in self.globs if self.globs != ("*",) else ("0",):
                yield (*self.arguments, "--seed", seed)
            return
        for source in sources(self.arguments[0], data):
            if any(fnmatchcase(source.instance, glob) for glob in self.globs):
                yield (*self.arguments, "--instances", source.instance, "--data", str(data))

    def said(self, option: str) -> str | None:
        """Value of an option in the arguments."""
        return self.arguments[self.arguments.index(option) + 1] if option in self.arguments else None


def planner(size: str, limit: int, asked: str, *further: str) -> Work:
    """A size of the planner family on two threads."""
    return Work(f"planner-{size}", asked, ("planner", "--size", size, "--threads", "2", "--time-limit", str(limit),
                                           *further))  # fmt: skip


def against_peers(size: str, limit: int) -> Work:
    """A size of the planner family against all peers, on one thread each."""
    return Work(f"peers, planner-{size}", "best peer 200 times as long to 0.1 %",
                ("planner", "--size", size, "--time-limit", str(limit), "--peers",
                 "highs,scip,cp-sat,cbc"))  # fmt: skip


SIXTY, TEN_MINUTES = ("--time-limit", "60"), ("--time-limit", "600")
SPEEDS = (
    planner("1e6", 60, "0.1 % in 5 s"),
    planner("3e6", 120, "0.1 % in 15 s"),
    Work("china-to-world", "0.1 % in 10 s", ()),
    planner("1.5e7", 300, "0.1 % in 60 s"),
    planner("1e8", 900, "0.5 % in 10 min, < 8 GB", "--gap", "0.005"),
    Work("one product, 6e8", "1 % in 30 min, < 16 GB", ("--one-product",)),
    against_peers("5e4", 150),
    against_peers("2e5", 150),
    against_peers("1e6", 300),
    Work("OR-Library, cap and capa", "all proven, < 60 s in all", ("orlib-warehouse", *SIXTY)),
    Work("the same against HiGHS", "20 times faster", ("orlib-warehouse", *SIXTY, "--peers", "highs")),
    Work("UflLib: M, Bilde-Krarup, Euclid", "published optima proven", ("ufllib", *TEN_MINUTES), ("M/*", "B*", "E*")),
    Work("UflLib: CLSC", "published optima proven, 10 min each", ("ufllib", *TEN_MINUTES), ("CLSC/*",)),
    Work("UflLib: Koerkel-Ghosh 250", "best known", ("ufllib", "--time-limit", "120"), ("Koerkel*",)),
    Work("SSCFLP: Delmaire", "all proven", ("sscflp", *TEN_MINUTES), ("Lib_1/*",)),
    Work("SSCFLP: Holmberg", "all proven", ("sscflp", *TEN_MINUTES), ("Lib_2/*",)),
    Work("SSCFLP: Yang", "0.1 % above best known in 60 s", ("sscflp", *SIXTY), ("Lib_4/*",)),
    Work("SSCFLP: TBED1", "0.3 % above best known in 60 s", ("sscflp", *SIXTY), ("Lib_5/*",)),
    Work("p-median", "all proven, median < 1 s", ("pmedian", *SIXTY)),
)  # fmt: skip

TWO, AGAINST_PYVRP = ("--threads", "2"), "CVRP X, n ≥ 500, against PyVRP"
ROUTES = (  # seconds for each as the suites have them: see README.md
    Work("CVRP X", "mean ≤ 0.3 % in 0.24 s a customer", ("vrp", *TWO), ("X-n[1-4]??-*",), AGAINST_PYVRP),
    Work(AGAINST_PYVRP, "closer than PyVRP on the same two cores", ("vrp", *TWO, "--peers", "pyvrp"),
         ("X-n[5-9]??-*", "X-n1???-*")),
    Work("Solomon 100", "mean ≤ 0.3 % in 30 s", ("vrptw", *TWO), ("solomon/*",)),
    Work("Gehring-Homberger 200", "80 % with as few vehicles, there ≤ 2 % above, in 60 s", ("vrptw", *TWO),
         ("gh200/*",)),
    Work("MDVRP Cordeau", "mean ≤ 0.5 % in 30 s", ("mdvrp", *TWO)),
    Work("LRP Prins and Prodhon", "mean ≤ 0.2 %, each ≤ 1 %, to 50 stops at best known, in 60 s", ("lrp", *TWO),
         ("prins/*",)),
    Work("LRP Barreto", "mean ≤ 0.2 %, each ≤ 1 %, to 50 stops at best known, in 60 s", ("lrp", *TWO), ("barreto/*",)),
    Work("2E-LRP, other seed, 300 s", "establishes the best", ("lrp-2e", *TWO, "--seed", "1", "--time-limit", "300")),
    Work("2E-LRP", "mean ≤ 1.5 % in 60 s", ("lrp-2e", *TWO)),
    Work("10,000 stops with windows", "feasible in 60 s, 5 % less than OR-Tools after 300 s",
         ("vrptw-drawn", *TWO, *SIXTY, "--peers", "ortools", "--peer-time-limit", "300"), ("0", "1", "2")),
)  # fmt: skip
