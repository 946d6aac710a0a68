"""The network-design model, block by block."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..engine.arrays import ArrayModel, Arrays, Block, Floats, Ints
from ..engine.links import LinkCuts, StrongLinks
from ..network.network import Network
from .balance import balance, origins_in_stock, supply, supply_row
from .delivery import Delivery, deliveries
from .demands import Demands, demands
from .ground import DAYS_PER_YEAR, Ground, site_of
from .inbound import Inbound, inbound
from .joint import Joint, joint
from .loads import Loads, loads
from .options import Options, capacity, options
from .policies import policies
from .serving import lane_capacity, serve, strong_links
from .tier_prices import choices
from .tiers import Tiers


@dataclass(frozen=True)
class PeriodBlocks:
    """Columns of one period and where they stand in the model."""

    demand: Demands
    inbound: Inbound
    delivery: Delivery
    loads: Loads
    joint: Joint
    z: Block
    x: Block
    unserved: Block


@dataclass(frozen=True)
class DesignModel:
    """The model of a network: arrays for a solver, and what each column means."""

    ground: Ground
    arrays: Arrays
    option: Options
    periods: tuple[PeriodBlocks, ...]
    links: StrongLinks
    tiers: Tiers

    def cuts(self) -> LinkCuts:
        """Strong links, to be added where the relaxation breaks them."""
        return LinkCuts(self.links, self.arrays)

    def labels(self) -> Ints:
        """Territory that each column leads to; -1 for what all share: where goods are made, and fees.

        Territories are coupled by supply and by what happens before the border alone, so each is a neighbourhood.
        """
        sites = self.ground.sites
        names = {t: i for i, t in enumerate(sorted(set(sites.territory)))}
        territory = np.array([names[t] for t in sites.territory])
        home = np.isin(territory, territory[sites.kind == "factory"])
        territory = np.where(home, -1, territory)
        label = np.full(self.arrays.columns, -1, dtype=np.int64)
        label[self.option.block.slice] = territory[self.option.site]
        for p in self.periods:
            arcs = p.inbound.arcs
            label[p.z.slice] = territory[site_of(arcs.end[p.inbound.arc])]
            label[p.x.slice] = territory[p.demand.market[p.delivery.demand]]
            moves = p.loads.move[p.loads.container]
            label[p.loads.count.slice] = territory[self.ground.links.end[arcs.move_link[moves]]]
            label[p.joint.block.slice] = territory[p.joint.site]
        return label

    def families(self) -> Ints:
        """Product that each column is of; -1 for what products share: sites, loads, fees."""
        family = np.full(self.arrays.columns, -1, dtype=np.int64)
        for p in self.periods:
            family[p.z.slice] = p.inbound.product
            family[p.x.slice] = p.demand.product[p.delivery.demand]
            family[p.unserved.slice] = p.demand.product[~np.isnan(p.demand.penalty)]
        return family

    @property
    def possible_flows(self) -> int:
        """Number of flow columns."""
        return sum(p.z.size + p.x.size for p in self.periods)


def formulate(network: Network) -> DesignModel:
    """Model of a network (docs/model.md)."""
    ground = Ground(network)
    model = ArrayModel()
    option = options(model, ground)
    periods = []
    for t, period in enumerate(ground.periods):
        demand = demands(ground, t)
        into = inbound(ground, t)
        out = deliveries(ground, t, demand, into)
        wanted = np.bincount(demand.product, demand.units, minlength=len(ground.products.names))
        z_block = model.add_columns(
            "inbound", into.size, cost=into.unit_cost.sum(axis=1) + goods(ground, into), upper=wanted[into.product]
        )  # on no link goes more of a product than is wanted of it
        x = model.add_columns("delivery", out.size, cost=out.unit_cost.sum(axis=1), upper=demand.units[out.demand])
        load = loads(model, ground, t, demand, into, z_block)
        together = joint(model, ground, t, demand, out, x)
        unserved = serve(model, demand, out, x)
        balance(model, ground, demand, into, z_block, out, x)
        origins_in_stock(model, ground, into, z_block)
        supply(model, ground, period.days / DAYS_PER_YEAR, into, z_block, out, x)
        capacity(model, ground, period.days, option, into, z_block, demand, out)
        lane_capacity(model, ground, period.days, demand, into, z_block, out, x)
        periods.append(PeriodBlocks(demand, into, out, load, together, z_block, x, unserved))
    parts = [(p.demand, p.delivery, p.x) for p in periods]
    policies(model, ground, option, parts)
    links = strong_links(ground, [(p.demand, p.delivery, p.x, p.joint) for p in periods], option)
    tiers = Tiers(model, choices(model, ground, periods))
    return DesignModel(ground, model.freeze(), option, tuple(periods), links, tiers)


def goods(ground: Ground, into: Inbound) -> Floats:
    """Cost of the goods that an inbound column takes out of a factory, 0 elsewhere."""
    row = supply_row(ground, into)
    return np.where(row >= 0, ground.supply.unit_cost[row], 0.0)
