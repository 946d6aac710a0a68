"""Reads a solver's point as tables of a plan, each amount priced anew and rounded to the cent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..engine.arrays import Floats
from ..money import from_cents, to_cents
from ..plan.components import COLUMN, COMPONENTS, UNIT_COMPONENTS
from .exact import unrounded_cost
from .formulate import DesignModel, PeriodBlocks, goods
from .ground import FREE, STATUS, Ground, site_of, status_of
from .read_tiers import tier_lines, tier_prices

LEAST_UNITS = 1e-5
ORIGIN = ["origin_country", "exporter"]


@dataclass(frozen=True)
class Reading:
    """Tables of a plan and what they sum to; `unrounded_cost` before any amount is rounded."""

    tables: dict[str, pd.DataFrame]
    cost_breakdown: dict[str, float]
    landed_cost: float
    unrounded_cost: float
    open_sites: tuple[str, ...]


def read(model: DesignModel, x: Floats) -> Reading:
    """Tables of the plan that a point of the model stands for."""
    ground = model.ground
    flows, containers, demand, lines = [], [], [], []
    for t, blocks in enumerate(model.periods):
        name = ground.periods[t].period
        moved = _inbound(ground, blocks, x, name)
        flow = pd.concat([moved, _delivery(ground, blocks, x, name, moved)], ignore_index=True)
        flows.append(flow)
        boxes = _loads(ground, blocks, x, name)
        containers.append(boxes)
        lines += [_load_lines(boxes), _joint_lines(ground, blocks, x, name)]
        served, missed = _demand(ground, blocks, x, name)
        demand.append(served)
        lines.append(missed)
    flow = pd.concat(flows, ignore_index=True)
    sites = _sites(model, x, flow)
    tiers = tier_prices(model, x)
    lines = [_flow_lines(flow), *lines, tier_lines(tiers), _site_lines(sites)]
    costs = pd.concat([p for p in lines if len(p)], ignore_index=True)
    totals = costs.groupby("component")["amount"].sum().map(lambda a: int(to_cents(a)))
    breakdown = {c: float(from_cents(totals.get(c, 0))) for c in COMPONENTS}
    return Reading(
        tables={
            "sites": sites, "flows": flow, "containers": pd.concat(containers, ignore_index=True),
            "clearances": _clearances(flow), "demand": pd.concat(demand, ignore_index=True), "tier_prices": tiers,
            "costs": costs, "places": _places(model, flow),
        },
        cost_breakdown=breakdown, landed_cost=float(from_cents(int(totals.sum()))),
        unrounded_cost=unrounded_cost(model, x),
        open_sites=tuple(f"{s}/{o}" for s, o in zip(sites["site"], sites["option"], strict=True) if o),
    )  # fmt: skip


def _priced(frame: pd.DataFrame, units: Floats, unit_volume: Floats, unit_cost: Floats) -> pd.DataFrame:
    """Add units, their volume, and cost by component, to the cent."""
    cents = to_cents(unit_cost * units[:, None])
    frame["units"] = np.round(units, 6)
    frame["volume_m3"] = np.round(frame["units"].to_numpy(float) * unit_volume, 6)
    frame["unit_cost"] = np.round(cents.sum(axis=1) / 100 / units, 6)
    frame["cost"] = from_cents(cents.sum(axis=1))
    for name, column in COLUMN.items():
        frame[name] = from_cents(cents[:, column])
    return frame


def _inbound(ground: Ground, blocks: PeriodBlocks, x: Floats, period: str) -> pd.DataFrame:
    z = x[blocks.z.slice]
    at = np.flatnonzero(z > 0)
    into, arcs, sites, links = blocks.inbound, blocks.inbound.arcs, ground.sites, ground.links
    arc = into.arc[at]
    link = arcs.link[arc]
    cost = into.unit_cost[at].copy()
    cost[:, COLUMN["goods"]] = goods(ground, into)[at]
    frame = pd.DataFrame({
        "period": period, "kind": "inbound", "product": ground.products.names[into.product[at]],
        "origin_country": ground.origins.country[into.origin[at]],
        "exporter": ground.origins.exporter[into.origin[at]], "from": sites.names[links.start[link]],
        "to": sites.names[links.end[link]], "mode": links.mode[link], "channel": arcs.channel[arc],
        "lane": links.lane[link], "from_status": np.array(STATUS, dtype=object)[status_of(arcs.start[arc])],
        "to_status": np.array(STATUS, dtype=object)[status_of(arcs.end[arc])], "sales_channel": "",
    })  # fmt: skip
    return _priced(frame, z[at], ground.products.volume_m3[into.product[at]], cost)


def _delivery(ground: Ground, blocks: PeriodBlocks, x: Floats, period: str, moved: pd.DataFrame) -> pd.DataFrame:
    """Deliveries; those out of free stock are told apart by origin in the shares in which it came in."""
    flow = x[blocks.x.slice]
    at = np.flatnonzero(flow > 0)
    out, sites, links, demand = blocks.delivery, ground.sites, ground.links, blocks.demand
    link, d = out.link[at], out.demand[at]
    stocked = sites.stocking[site_of(out.start[at])]
    frame = pd.DataFrame({
        "period": period, "kind": np.where(stocked, "delivery", "direct"),
        "product": ground.products.names[demand.product[d]],
        **{c: np.where(out.origin[at] >= 0, known[out.origin[at]], "")
           for c, known in zip(ORIGIN, (ground.origins.country, ground.origins.exporter), strict=True)},
        "from": sites.names[links.start[link]], "to": sites.names[links.end[link]], "mode": links.mode[link],
        "channel": out.channel[at], "lane": links.lane[link],
        "from_status": np.array(STATUS, dtype=object)[status_of(out.start[at])], "to_status": "free",
        "sales_channel": demand.sales_channel[d], "place": np.arange(at.size),
    })  # fmt: skip
    pooled = stocked & (out.origin[at] < 0)
    came = moved[moved["to"].isin(sites.names[sites.stocking]) & (moved["to_status"] == STATUS[FREE])]
    onward = moved[moved["from_status"] == STATUS[FREE]].groupby(["from", "product", *ORIGIN])["units"].sum()
    share = pd.DataFrame(came.groupby(["to", "product", *ORIGIN], as_index=False)["units"].sum())
    left = onward.reindex(pd.MultiIndex.from_frame(share[["to", "product", *ORIGIN]])).fillna(0.0)
    share["left"] = (share["units"] - left.to_numpy(float)).clip(lower=0.0)
    total = share.groupby(["to", "product"])[["units", "left"]].transform("sum")
    dust = total["left"] <= LEAST_UNITS
    share["share"] = np.where(dust, share["units"] / total["units"], share["left"] / total["left"].mask(dust, 1.0))
    share = share.rename(columns={"to": "from"}).loc[share["share"] > 0, ["from", "product", *ORIGIN, "share"]]
    split = frame[pooled].drop(columns=ORIGIN).merge(share, on=["from", "product"], how="left")
    frame = pd.concat([frame[~pooled].assign(share=1.0), split[[*frame.columns, "share"]]], ignore_index=True)
    frame = frame.sort_values(
        ["place", *ORIGIN], kind="stable", ignore_index=True
    )  # fmt: skip
    place = frame.pop("place").to_numpy()
    units = flow[at][place] * frame.pop("share").to_numpy(float)
    volume = ground.products.volume_m3[demand.product[d[place]]]
    return _priced(frame, units, volume, out.unit_cost[at][place])


def _loads(ground: Ground, blocks: PeriodBlocks, x: Floats, period: str) -> pd.DataFrame:
    """Loads of every move that carries anything, with their true fees."""
    loads, into, links, sites = blocks.loads, blocks.inbound, ground.links, ground.sites
    z = x[blocks.z.slice]
    n = loads.move.size
    filled, count, value = loads.entries(into, z, x[loads.count.slice])
    weight = np.bincount(loads.of_column, z * ground.products.weight_kg[into.product], minlength=n)
    volume = np.bincount(loads.of_column, z * ground.products.volume_m3[into.product], minlength=n)
    used = np.flatnonzero((filled > 0) & (count > 0))
    link = into.arcs.move_link[loads.move[used]]
    cards = [ground.cards[c] for c in links.card[link]]
    fee = loads.true_fees(into, z, count)[used]
    boxed = np.array([c.basis == "container" for c in cards], dtype=bool)
    room, payload = np.array([c.usable_m3 for c in cards]), np.array([c.payload_kg for c in cards])
    full = np.maximum(volume[used] / (count[used] * room), weight[used] / (count[used] * payload))
    return pd.DataFrame({
        "period": period, "from": sites.names[links.start[link]], "to": sites.names[links.end[link]],
        "mode": links.mode[link], "channel": into.arcs.move_channel[loads.move[used]], "lane": links.lane[link],
        "basis": [c.basis for c in cards], "container": [c.container for c in cards],
        "loads": np.round(count[used], 6), "volume_m3": np.round(volume[used], 6),
        "weight_kg": np.round(weight[used], 6), "fill": np.round(np.where(boxed, np.minimum(full, 1.0), 1.0), 6),
        "price_per_load": np.round(loads.price[used], 6), "handling_per_load": np.round(loads.handling[used], 6),
        "customs_value": np.round(value[used], 2),
        "container_rounding": from_cents(to_cents((count - filled)[used] * loads.price[used])),
        "handling_rounding": from_cents(to_cents((count - filled)[used] * loads.handling[used])),
        "fees": from_cents(to_cents(fee)),
    })  # fmt: skip


def _line(component: str, frame: pd.DataFrame, amount: pd.Series, kind: str) -> pd.DataFrame:
    return pd.DataFrame({
        "period": frame["period"], "component": component, "kind": kind, "from": frame["from"], "to": frame["to"],
        "channel": frame["channel"], "product": "", "amount": amount,
    })[amount != 0]  # fmt: skip


def _load_lines(boxes: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([
        _line("container_rounding", boxes, boxes["container_rounding"], "container"),
        _line("handling", boxes, boxes["handling_rounding"], "container"),
        _line("fees", boxes, boxes["fees"], "entry"),
    ], ignore_index=True)  # fmt: skip


def _joint_lines(ground: Ground, blocks: PeriodBlocks, x: Floats, period: str) -> pd.DataFrame:
    """Lines of the fees of joint entries."""
    joint = blocks.joint
    fee = joint.true_fees(blocks.delivery, x[blocks.x.slice])
    site = ground.sites.names[joint.site]
    frame = pd.DataFrame({"period": period, "from": site, "to": site, "channel": joint.channel})
    return _line("fees", frame, pd.Series(from_cents(to_cents(fee))), "entry")


def _demand(ground: Ground, blocks: PeriodBlocks, x: Floats, period: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Demand, what of it is delivered and at what penalty the rest is not."""
    d = blocks.demand
    missed = np.zeros(d.size)
    missed[~np.isnan(d.penalty)] = x[blocks.unserved.slice]
    amount = from_cents(to_cents(missed * np.where(np.isnan(d.penalty), 0.0, d.penalty)))
    frame = pd.DataFrame({
        "period": period, "market": ground.sites.names[d.market], "product": ground.products.names[d.product],
        "sales_channel": d.sales_channel, "units": d.units, "delivered": np.round(d.units - missed, 6),
        "unserved": np.round(missed, 6), "penalty": amount,
    })  # fmt: skip
    lines = pd.DataFrame({
        "period": period, "component": "unserved", "kind": "demand", "from": "", "to": frame["market"], "channel": "",
        "product": frame["product"], "amount": amount,
    })[amount > 0]  # fmt: skip
    return frame, lines


def _sites(model: DesignModel, x: Floats, flow: pd.DataFrame) -> pd.DataFrame:
    """Stocking sites: chosen option, what it costs, what passes."""
    ground, option = model.ground, model.option
    sites = ground.sites
    opened = x[option.block.slice] > 0.5
    rows = []
    volume = dict(zip(ground.products.names, ground.products.volume_m3, strict=True))
    arriving = flow[(flow["kind"] == "inbound")]
    m3 = (arriving["units"] * arriving["product"].map(volume)).groupby(arriving["to"]).sum()
    units = arriving.groupby("to")["units"].sum()
    for site in np.flatnonzero(sites.stocking):
        mine = np.flatnonzero(option.site == site)
        chosen = mine[opened[mine]]
        was = mine[option.status[mine] == "existing"]
        name = sites.names[site]
        passed = float(m3.get(name, 0.0))
        best = int(chosen[0]) if chosen.size else None
        closing = float(option.closing[was[~np.isin(was, chosen)]].sum())
        rows.append({
            "site": name, "option": option.option[best] if best is not None else "",
            "decision": _decision(chosen.size > 0, was.size > 0, bool(np.isin(was, chosen).any())),
            "units": round(float(units.get(name, 0.0)), 6), "throughput_m3": round(passed, 6),
            "stored_m3": round(passed * sites.stock_days[site] / ground.settings.days, 6),
            "storage_m3": option.storage_m3[best] if best is not None else np.nan,
            "opening": float(from_cents(to_cents(option.opening[best] if best is not None else 0.0))),
            "fixed": float(from_cents(to_cents(option.fixed[best] if best is not None else 0.0))),
            "closing": float(from_cents(to_cents(closing))),
        })  # fmt: skip
    names = [
        "site",
        "option",
        "decision",
        "units",
        "throughput_m3",
        "stored_m3",
        "storage_m3",
        "opening",
        "fixed",
        "closing",
    ]
    frame = pd.DataFrame(rows, columns=names)
    frame["storage_m3"] = frame["storage_m3"].replace(np.inf, np.nan)
    places = ground.network.tables["sites"][["site", "name", "kind", "country", "latitude", "longitude"]]
    return frame.merge(places, on="site", how="left")


def _places(model: DesignModel, flow: pd.DataFrame) -> pd.DataFrame:
    """Every site that the plan names, with its coordinates."""
    sites = model.ground.sites
    named = np.isin(sites.names.astype(str), pd.concat([flow["from"], flow["to"]]).astype(str)) | sites.stocking
    columns = ["site", "name", "kind", "country", "latitude", "longitude"]
    return model.ground.network.tables["sites"].loc[named, columns].reset_index(drop=True)


def _decision(chosen: bool, existed: bool, kept: bool) -> str:
    if chosen:
        return "keep" if kept else "resize" if existed else "open"
    return "close" if existed else "not opened"


def _site_lines(sites: pd.DataFrame) -> pd.DataFrame:
    parts = []
    for component in ("opening", "fixed", "closing"):
        paid = sites[sites[component] != 0]
        parts.append(pd.DataFrame({
            "period": "", "component": component, "kind": "site", "from": paid["site"], "to": paid["site"],
            "channel": "", "product": "", "amount": paid[component],
        }))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def _flow_lines(flow: pd.DataFrame) -> pd.DataFrame:
    """Flow costs by component, kind, channel and product."""
    long = flow.melt(
        id_vars=["period", "kind", "from", "channel", "product"], value_vars=list(UNIT_COMPONENTS),
        var_name="component", value_name="amount",
    )  # fmt: skip
    long["cents"] = to_cents(long["amount"].to_numpy(float))
    total = long.groupby(["period", "component", "kind", "from", "channel", "product"], as_index=False)["cents"].sum()
    total = total[total["cents"] != 0]
    return pd.DataFrame({
        "period": total["period"], "component": total["component"], "kind": total["kind"], "from": total["from"],
        "to": "", "channel": total["channel"], "product": total["product"],
        "amount": from_cents(total["cents"].to_numpy()),
    })  # fmt: skip


def _clearances(flow: pd.DataFrame) -> pd.DataFrame:
    """What was cleared by which channel, and what was sold without clearance: all that bears duty or tax."""
    cleared = flow[flow["channel"] != ""]
    keys = ["period", "kind", "channel", "to", "product", *ORIGIN]
    total = cleared.groupby(keys, as_index=False)[["units", "duty", "tax"]].sum()
    return total.round({"units": 6, "duty": 2, "tax": 2})
