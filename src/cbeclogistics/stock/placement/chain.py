"""What safety stock is placed in: stages that make, move or hold one item each, and who supplies whom."""

from __future__ import annotations

from dataclasses import dataclass

PERCENT_95 = 1.6448536269514722


@dataclass(frozen=True)
class Stage:
    """A step at whose end stock can lie: a part, a make, a way, an item at a site.

    Attributes
    ----------
    processing_days
        Whole days from having all that it needs until an order is ready, transport included.
    holding_cost
        Of one unit of safety stock, over whatever time costs are counted for.
    demand_mean_units, demand_std_units
        Of a day's demand of its own customers; not of the stages that it supplies.
    max_service_days
        The longest that it may let whoever orders from it wait. None: not at all where it has customers of its own, any
        time elsewhere.
    supplier_days
        Days that suppliers outside of the chain let it wait.
    safety_factor
        Deviations of demand that stock must cover; None: the chain's.
    """

    name: str
    processing_days: int
    holding_cost: float
    demand_mean_units: float = 0.0
    demand_std_units: float = 0.0
    max_service_days: int | None = None
    supplier_days: int = 0
    safety_factor: float | None = None

    @property
    def sells(self) -> bool:
        """Whether it has customers of its own."""
        return self.demand_mean_units > 0 or self.demand_std_units > 0


@dataclass(frozen=True)
class Arc:
    """A stage that supplies another.

    Attributes
    ----------
    units
        Of the supplier's item in one unit of the customer's.
    """

    supplier: str
    customer: str
    units: float = 1.0


@dataclass(frozen=True)
class Chain:
    """Stages and arcs, without circles.

    Attributes
    ----------
    safety_factor
        Of stages that have none of their own; by default 95 % of days.
    pooling_exponent
        p of σ = (Σ σᵖ)^(1/p) over the demands that a stage serves: 2 where they are independent, 1 where they move
        together.
    growth_exponent
        β of the demand that stock must cover in τ days beyond the mean, z σ τ^β: ½ where days are independent, 1 where
        what is sold on one day foretells the next.
    """

    name: str
    stages: tuple[Stage, ...]
    arcs: tuple[Arc, ...]
    safety_factor: float = PERCENT_95
    pooling_exponent: float = 2.0
    growth_exponent: float = 0.5
