"""Each way in which an instance can be broken is told with table, row, column, value and what to do."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from cbeclogistics import InputError, Problem, Severity, load
from cbeclogistics.cli.app import app

SMALL_WORLD = Path(__file__).parents[1] / "data" / "small_world"

Edit = Callable[[Path], None]


def cell(table: str, row: int, column: str, value: str) -> Edit:
    """Write a cell; `row` as an editor counts."""

    def edit(folder: Path) -> None:
        rows = read(folder, table)
        rows[row - 1][rows[0].index(column)] = value
        write(folder, table, rows)

    return edit


def column(table: str, name: str, *cells: str) -> Edit:
    """Add a column."""

    def edit(folder: Path) -> None:
        rows = read(folder, table)
        for i, row in enumerate(rows):
            row.append(name if i == 0 else cells[i - 1] if i <= len(cells) else "")
        write(folder, table, rows)

    return edit


def rename(table: str, old: str, new: str) -> Edit:
    """Rename a column."""

    def edit(folder: Path) -> None:
        rows = read(folder, table)
        rows[0][rows[0].index(old)] = new
        write(folder, table, rows)

    return edit


def add(table: str, **cells: str) -> Edit:
    """Add a row at the end."""

    def edit(folder: Path) -> None:
        rows = read(folder, table)
        write(folder, table, [*rows, [cells.get(name, "") for name in rows[0]]])

    return edit


def drop(table: str, *rows: int) -> Edit:
    """Remove rows."""

    def edit(folder: Path) -> None:
        kept = [r for i, r in enumerate(read(folder, table)) if i + 1 not in rows]
        write(folder, table, kept)

    return edit


def content(name: str, data: bytes) -> Edit:
    """Write a whole file."""
    return lambda folder: (folder / name).write_bytes(data) and None


def remove(name: str) -> Edit:
    """Remove a file."""
    return lambda folder: (folder / name).unlink()


def settings(old: str, new: str) -> Edit:
    """Change the settings."""

    def edit(folder: Path) -> None:
        path = folder / "instance.toml"
        path.write_text(path.read_text().replace(old, new))

    return edit


def read(folder: Path, table: str) -> list[list[str]]:
    with (folder / f"{table}.csv").open(newline="") as file:
        return list(csv.reader(file))


def write(folder: Path, table: str, rows: list[list[str]]) -> None:
    with (folder / f"{table}.csv").open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


@dataclass(frozen=True)
class Broken:
    """A broken instance and how its problem must be told."""

    name: str
    edits: tuple[Edit, ...]
    table: str
    row: int | None
    column: str
    value: str
    words: tuple[str, ...]
    severity: Severity = Severity.ERROR

    def told_by(self, problem: Problem) -> bool:
        """Whether the problem is the one."""
        said = f"{problem.expected} | {problem.remedy}".casefold()
        return (
            (problem.table, problem.row, problem.column) == (self.table, self.row, self.column)
            and problem.severity == self.severity
            and self.value in problem.value
            and all(word.casefold() in said for word in self.words)
        )


def broken(name: str, *edits: Edit, at: tuple[str, int | None, str], value: str = "", words: str = "") -> Broken:
    """An error; `words` are separated by `|`."""
    return Broken(name, edits, *at, value, tuple(words.split("|")))


def odd(name: str, *edits: Edit, at: tuple[str, int | None, str], value: str = "", words: str = "") -> Broken:
    """A warning."""
    return Broken(name, edits, *at, value, tuple(words.split("|")), Severity.WARNING)


FORMAL = {"channel": "formal", "territory": "EU", "procedure": "formal", "applies_to": "bulk"}
CELLS = [
    broken("latitude past the pole", cell("sites", 2, "latitude", "95"), at=("sites", 2, "latitude"), value="95",
           words="from -90 to 90"),
    broken("text for a number", cell("products", 2, "weight_kg", "2 kg"), at=("products", 2, "weight_kg"),
           value="2 kg", words="number|write the figure alone|2"),
    broken("decimal comma", cell("products", 2, "customs_value", "10,5"), at=("products", 2, "customs_value"),
           value="10,5", words="decimal point: 10.5"),
    broken("thousands separator", cell("demand", 3, "units", "2 000"), at=("demand", 3, "units"), value="2 000",
           words="without separators: 2000"),
    broken("nan", cell("demand", 2, "units", "NaN"), at=("demand", 2, "units"), value="NaN", words="number|empty"),
    broken("inf", cell("supply", 2, "capacity_units_per_year", "inf"),
           at=("supply", 2, "capacity_units_per_year"), value="inf", words="leave the cell empty"),
    broken("number too large", cell("products", 2, "customs_value", "1e300"), at=("products", 2, "customs_value"),
           value="1e300", words="too large"),
    broken("weight 0", cell("products", 2, "weight_kg", "0"), at=("products", 2, "weight_kg"), value="0",
           words="from 0 to 50000|not 0 itself"),
    broken("negative demand", cell("demand", 2, "units", "-1000"), at=("demand", 2, "units"), value="-1000",
           words="at least 0"),
    broken("empty where needed", cell("lanes", 2, "transit_days", ""), at=("lanes", 2, "transit_days"),
           words="may not be empty|Days on the way"),
    broken("unknown choice", cell("lanes", 2, "mode", "oceen"), at=("lanes", 2, "mode"), value="oceen",
           words="is not one of|did you mean ocean"),
    broken("unknown member of a list", cell("products", 3, "barred_modes", "air;pots"),
           at=("products", 3, "barred_modes"), value="air;pots", words="'pots'|did you mean post"),
    broken("date the other way round", cell("duty_rates", 2, "effective_from", "01.02.2020"),
           at=("duty_rates", 2, "effective_from"), value="01.02.2020", words="date|2026-12-01"),
    broken("no such day", cell("duty_rates", 2, "effective_from", "2026-02-30"),
           at=("duty_rates", 2, "effective_from"), value="2026-02-30", words="date"),
    broken("neither yes nor no", cell("sites", 4, "bonded", "maybe"), at=("sites", 4, "bonded"), value="maybe",
           words="yes or no"),
    broken("lower-case country", cell("sites", 2, "country", "cn"), at=("sites", 2, "country"), value="cn",
           words="alpha-2|write CN"),
    broken("tariff code with dots", cell("products", 2, "hs6", "9405.21"), at=("products", 2, "hs6"),
           value="9405.21", words="without dots|write 940521"),
    broken("name with a separator", add("policies", policy="a;b", measure="units", sense=">=", value="1"),
           at=("policies", 4, "policy"), value="a;b", words="may not contain"),
]  # fmt: skip
FILES = [
    broken("no settings", remove("instance.toml"), at=("instance.toml", None, ""), words="missing|init"),
    broken("no valid TOML", content("instance.toml", b"name = "), at=("instance.toml", None, ""), words="TOML"),
    broken("no base currency", settings('"USD"', '"dollar"'), at=("instance.toml", None, "base_currency"),
           value="dollar", words="ISO 4217"),
    broken("period without days", settings("days = 365", "days = -3"), at=("instance.toml", None, "horizon.periods"),
           value="-3", words="above 0"),
    broken("horizon past all dates", settings("2026-12-01", "9999-12-30"), settings("}]", "}, { days = 9 }]"),
           at=("instance.toml", None, "horizon.start"), words="last date"),
    broken("unknown setting", settings("name =", "nmae = 1\nname ="), at=("instance.toml", None, "nmae"), value="1",
           words="did you mean name"),
    broken("table missing", remove("lanes.csv"), at=("lanes", None, ""), words="lanes.csv is missing|from_site"),
    broken("table empty", content("demand.csv", b""), at=("demand", None, ""), words="has no rows"),
    broken("not UTF-8", content("products.csv", "product,name\nlamp,Möbel\n".encode("latin-1")),
           at=("products", 2, ""), value="M?bel".replace("?", "\ufffd"), words="UTF-8"),
    broken("UTF-16", content("products.csv", "product,name\n".encode("utf-16")), at=("products", 1, ""),
           words="UTF-16|save it as CSV UTF-8"),
    broken("semicolons for commas", content("supply.csv", b"site;product;unit_cost\nF;lamp;8\n"),
           at=("supply", 1, ""), value="site;product", words="commas"),
    broken("a comma too many", content("currencies.csv", b"currency,rate\nEUR,1,1\n"), at=("currencies", 2, ""),
           value="1", words="3 cells|2|double quotes"),
    broken("open quote", content("currencies.csv", b'currency,rate\n"EUR,1.1\n'), at=("currencies", 2, ""),
           words="quotes"),
    broken("repeated header", column("supply", "unit_cost"), at=("supply", 1, "unit_cost"), words="2 times"),
    broken("misspelt column", rename("demand", "promised_days", "promise_days"), at=("demand", 1, "promise_days"),
           words="no column|did you mean promised_days"),
    broken("column missing", rename("demand", "price", "zzz"), at=("demand", 1, "price"), words="missing"),
    odd("unknown column", column("demand", "remark", "hello"), at=("demand", 1, "remark"), words="ignored"),
    odd("unknown table", content("lane.csv", b"a\n1\n"), at=("lane.csv", None, ""), words="ignored|lanes"),
]  # fmt: skip
REFERENCES = [
    broken("unknown rate card", cell("lanes", 2, "rate_card", "fc"), at=("lanes", 2, "rate_card"), value="fc",
           words="no rate card|did you mean fcl"),
    broken("unknown site", cell("lanes", 2, "from_site", "Q"), at=("lanes", 2, "from_site"), value="Q",
           words="no site, group or selector|known: F"),
    broken("selector of nothing", cell("lanes", 6, "to_site", "kind=market&country=XX"),
           at=("lanes", 6, "to_site"), value="XX", words="no site has country 'XX'"),
    broken("selector on a strange field", cell("lanes", 6, "to_site", "colour=red"), at=("lanes", 6, "to_site"),
           words="no part of a selector|country"),
    broken("group of products as a lane's end", cell("lanes", 6, "to_site", "toys"), at=("lanes", 6, "to_site"),
           value="toys", words="group without sites"),
    broken("unknown currency", cell("demand", 2, "currency", "EURO"), at=("demand", 2, "currency"), value="EURO",
           words="no currency|did you mean EUR"),
    broken("currency without a rate", cell("demand", 2, "currency", "CNY"), at=("demand", 2, "currency"),
           value="CNY", words="add a row for CNY"),
    broken("unknown period", column("demand", "period", "Y2"), at=("demand", 2, "period"), value="Y2",
           words="no period|Y1"),
    broken("unknown channel of a lane", cell("lanes", 3, "channels", "formal;fast"), at=("lanes", 3, "channels"),
           value="fast", words="no channel"),
    broken("duplicate site", add("sites", site="F", kind="factory", country="CN", latitude="1", longitude="1"),
           at=("sites", 7, "site"), value="F", words="repeats row 2"),
    broken("duplicate demand", add("demand", market="M", product="lamp", units="1", price="1"),
           at=("demand", 6, ""), value="M, lamp, B2C, Y1", words="repeats row 2"),
]  # fmt: skip
MEANING = [
    broken("supply at a warehouse", cell("supply", 2, "site", "W"), at=("supply", 2, "site"), value="W",
           words="overseas_warehouse|only a factory"),
    broken("demand at a port", cell("demand", 2, "market", "P"), at=("demand", 2, "market"), value="P",
           words="seaport|only a market"),
    broken("options at a market", add("site_options", site="M", option="x"), at=("site_options", 4, "site"),
           value="M", words="only a bonded zone or overseas warehouse"),
    odd("stocking site without options", add("sites", site="X", kind="bonded_zone", country="CN", latitude="1",
        longitude="1"), at=("sites", 7, "site"), value="X", words="site_options"),
    broken("two options forced", cell("site_options", 2, "status", "forced"),
           cell("site_options", 3, "status", "forced"), at=("site_options", 3, "status"),
           value="forced", words="only one"),
    broken("country in no territory", cell("territories", 3, "countries", "DE"), at=("sites", 6, "country"),
           value="FR", words="no customs territory|add FR"),
    broken("country in two territories", cell("territories", 2, "countries", "CN;FR"),
           at=("territories", 3, "countries"), value="FR", words="row 2|one customs territory"),
    broken("overlapping breaks", cell("rate_cards", 5, "from_kg", "1"), at=("rate_cards", 5, "from_kg"), value="1",
           words="overlaps the break of row 4"),
    broken("break without end before another", cell("rate_cards", 4, "to_kg", ""), at=("rate_cards", 5, "from_kg"),
           words="overlaps|no end"),
    broken("gap between breaks", cell("rate_cards", 5, "from_kg", "3"), at=("rate_cards", 5, "from_kg"), value="3",
           words="no break holds weights from 2 to 3 kg"),
    broken("first break not at 0", cell("rate_cards", 2, "from_kg", "5"), at=("rate_cards", 2, "from_kg"), value="5",
           words="begins at 5 kg, not at 0"),
    broken("break ends before it begins", cell("rate_cards", 5, "to_kg", "1"), at=("rate_cards", 5, "to_kg"),
           value="1", words="ends before it begins"),
    broken("load outside the breaks", cell("rate_cards", 6, "to_kg", "100"), at=("rate_cards", 6, "load_kg"),
           value="500", words="no break holds a load"),
    broken("overlapping breaks of a zone", column("rate_cards", "to_km", "", "", "500", "500", "", ""),
           cell("rate_cards", 5, "from_kg", "1"), at=("rate_cards", 5, "from_kg"), value="1",
           words="overlaps the break of row 4"),
    broken("loads that go nowhere far", column("rate_cards", "to_km", "", "400"), at=("rate_cards", 3, "to_km"),
           value="400", words="more than 400 km|last zone"),
    odd("a container by weight", cell("rate_cards", 2, "per_kg", "3"), at=("rate_cards", 2, "per_kg"), value="3",
           words="whole|basis"),
    broken("surcharge on a card that is not there", content("surcharges.csv", b"surcharge,rate_cards,kind,amount\n"
           b"fuel,parcle,pct,10\n"), at=("surcharges", 2, "rate_cards"), value="parcle", words="did you mean parcel"),
    broken("surcharge without an amount", content("surcharges.csv", b"surcharge,kind,amount\nfuel,pct,\n"),
           at=("surcharges", 2, "amount")),
    broken("surcharge that ends before it begins", content("surcharges.csv", b"surcharge,kind,amount,effective_from,"
           b"effective_to\npeak,pct,10,2026-12-01,2026-10-01\n"), at=("surcharges", 2, "effective_to"),
           value="2026-10-01", words="2026-12-01"),
    broken("local charge nowhere", content("local_charges.csv", b"charge,site,direction,per,amount\nthc,Q,in,load,9\n"),
           at=("local_charges", 2, "site"), value="Q", words="no site"),
    broken("local charge neither in nor out", content("local_charges.csv", b"charge,site,direction,per,amount\n"
           b"thc,P,up,load,9\n"), at=("local_charges", 2, "direction"), value="up"),
    broken("agreement by volume on no lane", content("volume_breaks.csv", b"volume_break,on,per,discount_pct\n"
           b"deal,freight,m3,5\n"), at=("volume_breaks", 2, "lanes"), words="lanes or carrier"),
    broken("agreement of a carrier that carries nothing", content("volume_breaks.csv", b"volume_break,on,carrier,per,"
           b"price\ndeal,freight,Blue,m3,5\n"), at=("volume_breaks", 2, "carrier"), value="Blue", words="no lane"),
    broken("storage by the container", content("volume_breaks.csv", b"volume_break,on,sites,per,price\n"
           b"deal,storage,W,container,5\n"), at=("volume_breaks", 2, "per"), value="container", words="storage|m3"),
    broken("agreement at a seaport", content("volume_breaks.csv", b"volume_break,on,sites,per,price\n"
           b"deal,inbound,P,m3,5\n"), at=("volume_breaks", 2, "sites"), value="P", words="no stocking site"),
    broken("steps with a discount", content("volume_breaks.csv", b"volume_break,on,sites,per,kind,discount_pct\n"
           b"deal,inbound,W,m3,stepwise,5\n"), at=("volume_breaks", 2, "discount_pct"), value="5", words="stepwise"),
    broken("discount and price in one agreement", content("volume_breaks.csv", b"volume_break,on,sites,per,"
           b"from_quantity,discount_pct,price\ndeal,inbound,W,m3,0,5,\ndeal,inbound,W,m3,9,,1\n"),
           at=("volume_breaks", 2, "discount_pct"), value="5", words="two agreements"),
    broken("rows of an agreement that disagree", content("volume_breaks.csv", b"volume_break,on,sites,per,"
           b"from_quantity,price\ndeal,inbound,W,m3,0,5\ndeal,inbound,W,kg,9,4\n"),
           at=("volume_breaks", 3, "per"), value="kg", words="row 2"),
    broken("placement from half a site on", content("placement_fees.csv", b"placement,sites,sites_at_least,amount\n"
           b"in,W,1.5,1\n"), at=("placement_fees", 2, "sites_at_least"), value="1.5", words="whole"),
    odd("placement from more sites than there are", content("placement_fees.csv", b"placement,sites,sites_at_least,"
        b"amount\nin,W,1,1\nin,W,7,1\n"), at=("placement_fees", 3, "sites_at_least"), value="7", words="never counts"),
    broken("tier where no stock lies", content("storage_tiers.csv", b"site,from_days,per_m3_month\nP,90,5\n"),
           at=("storage_tiers", 2, "site"), value="P", words="seaport|overseas_warehouse"),
    broken("two tiers from one day", content("storage_tiers.csv", b"site,from_days,per_m3_month\nW,90,5\n"
           b"kind=overseas_warehouse,90,6\n"), at=("storage_tiers", 3, "from_days"), value="90", words="row 2"),
    broken("no exchange rate has begun", content("currencies.csv", b"currency,effective_from,rate\n"
           b"EUR,2030-01-01,1.1\n"), at=("currencies", 2, "effective_from"), value="2030-01-01", words="begun"),
    broken("two exchange rates from one day", content("currencies.csv", b"currency,effective_from,rate\n"
           b"EUR,2026-01-01,1.1\nEUR,2026-01-01,1.2\n"), at=("currencies", 3, ""), value="EUR, 2026-01-01"),
    odd("farther zone that holds no light parcels", column("rate_cards", "to_km", "", "", "500", "", "", ""),
        at=("rate_cards", 5, "from_kg"), value="2", words="lighter orders"),
    odd("surcharge of a kind that is never charged", content("surcharges.csv", b"surcharge,rate_cards,kind,amount\n"
        b"peak,fcl,per_parcel,1\n"), at=("surcharges", 2, "kind"), value="per_parcel", words="by container"),
    odd("local charge where nothing passes", content("local_charges.csv", b"charge,site,direction,per,amount\n"
        b"thc,M,in,load,9\n"), at=("local_charges", 2, "site"), value="M", words="never falls due"),
    broken("container card without container", cell("rate_cards", 2, "container", ""),
           at=("rate_cards", 2, "container"), words="names its container"),
    broken("rows of a card that disagree", cell("rate_cards", 5, "kg_per_m3", "167"),
           at=("rate_cards", 5, "kg_per_m3"), value="167", words="200|share"),
    broken("parcel card on a lane in bulk", cell("lanes", 3, "rate_card", "parcel"), at=("lanes", 3, "rate_card"),
           value="parcel", words="ends at W|container or weight"),
    broken("limits of a channel crossed", cell("channels", 3, "min_value", "200"), at=("channels", 3, "max_value"),
           value="150", words="not above min_value"),
    broken("fee with maximum below minimum", cell("fees", 3, "maximum", "1"), at=("fees", 3, "maximum"), value="1",
           words="below minimum, 10"),
    broken("rule ends before it begins", cell("duty_rates", 4, "effective_to", "2023-01-01"),
           at=("duty_rates", 4, "effective_to"), value="2023-01-01", words="ends before it begins"),
    broken("two duty rules at once",
           add("duty_rates", rule="again", territory="EU", origins="VN;TH", hs="9503", layer="MFN", rate_pct="4"),
           at=("duty_rates", 5, "effective_from"), words="together with row 3|VN|end the earlier"),
    broken("two taxes at once", add("taxes", rule="x", country="DE", kind="vat", hs="*", rate_pct="7"),
           at=("taxes", 4, "effective_from"), words="together with row 2|DE, vat"),
    broken("two channels of a name at once", add("channels", **FORMAL, effective_from="2026-01-01"),
           at=("channels", 4, "effective_from"), value="2026-01-01", words="together with row 2"),
    broken("fee twice", add("fees", rule="x", territory="EU", name="Declaration", channels="formal", amount="1"),
           at=("fees", 4, "effective_from"), words="together with row 2"),
    broken("bulk at retail value", cell("channels", 2, "value_basis", "retail"), at=("channels", 2, "value_basis"),
           value="retail", words="no retail price"),
    broken("no duty rule", drop("duty_rates", 3), at=("products", 3, "hs6"), value="950300",
           words="EU has no duty rule|toy from CN|duty_rates"),
    broken("no tax rule where consumers buy", drop("taxes", 3), at=("sites", 6, "country"), value="FR",
           words="no VAT of FR|taxes|rate_pct 0"),
    broken("tax rule that begins too late", cell("taxes", 2, "effective_from", "2027-01-01"),
           at=("sites", 3, "country"), value="DE", words="no VAT of DE|2026-12-01"),
    odd("rule that ran out", cell("duty_rates", 4, "effective_to", "2025-12-31"),
        at=("duty_rates", 4, "effective_to"), value="2025-12-31", words="nothing takes its place|2026-12-01"),
    odd("old figures", cell("sites", 2, "as_of", "2019-05-01"), at=("sites", None, "as_of"),
        words="1 of 5 rows|2019-05-01"),
    broken("supply below demand", cell("supply", 2, "capacity_units_per_year", "1500"),
           at=("supply", 2, "capacity_units_per_year"), value="1,500", words="300 fewer|1,800|unserved_penalty"),
    broken("too little room", cell("site_options", 3, "storage_m3", "0.1"),
           cell("site_options", 2, "storage_m3", "0.1"), at=("site_options", None, "storage_m3"),
           words="below the demand|larger options"),
    broken("market without a lane", cell("lanes", 4, "to_site", "M"), cell("lanes", 5, "to_site", "M"),
           at=("sites", 6, "site"), value="N", words="no lane leads to the market"),
    odd("factory without a lane", add("sites", site="G", kind="factory", country="CN", latitude="1", longitude="1"),
        at=("sites", 7, "site"), value="G", words="no lane leaves the factory"),
    odd("warehouse out of reach", drop("lanes", 3), drop("lanes", 3), drop("demand", 2, 4, 5),
        cell("lanes", 3, "from_site", "W"), at=("sites", 4, "site"), value="W",
        words="no way leads from any factory"),
    odd("lane of no pair", cell("lanes", 4, "max_distance_km", "1"), drop("demand", 2, 4),
        at=("lanes", 4, "max_distance_km"), words="joins no two sites|farther apart"),
    broken("policy that cannot be", cell("policies", 3, "value", "101"), at=("policies", 3, "value"), value="101",
           words="at most 100"),
    broken("product that nobody makes", drop("supply", 2), at=("demand", 2, "product"), value="lamp",
           words="nothing makes product lamp"),
    broken("promise too short", cell("demand", 4, "promised_days", "2"), at=("demand", 4, "promised_days"), value="2",
           words="market N with product lamp within 2 days|W by road (lane local), 3 days|Allow 3 days"),
    broken("order too heavy", cell("demand", 4, "units_per_order", "20"), at=("demand", 4, "units_per_order"),
           value="20", words="heaviest break 31.5 kg|80.0 chargeable kg"),
    broken("mode barred", cell("products", 2, "barred_modes", "road"), at=("demand", 4, "market"), value="N",
           words="cannot come to any of them"),
    broken("mode barred on the last stretch", cell("products", 2, "barred_modes", "air"),
           cell("lanes", 4, "mode", "air"), at=("demand", 4, "product"), value="lamp",
           words="barred_modes rule out air"),
    broken("channel closed", drop("lanes", 4, 5), drop("demand", 4, 5), drop("demand", 2),
           cell("demand", 2, "price", "300"), at=("demand", 2, "price"), value="300",
           words="low-value is for orders worth at most 165.00"),
    broken("channel not yet in force", drop("lanes", 4, 5), drop("demand", 2, 4, 5),
           cell("channels", 3, "effective_from", "2027-01-01"), at=("demand", 2, "price"),
           words="EU has no channel for parcel"),
    broken("lane for others only", cell("lanes", 4, "sales_channels", "B2B"), at=("demand", 4, "sales_channel"),
           value="B2C", words="do not serve B2C"),
    odd("duty by a measure that products do not have", column("duty_rates", "per_measure", "2.5 m2"),
        at=("duty_rates", 2, "per_measure"), value="2.5 m2", words="plans do not charge by measures|rate_pct"),
    broken("no rate by a measure", column("duty_rates", "per_measure", "2.5 %m2"), at=("duty_rates", 2, "per_measure"),
           value="2.5 %m2", words="0.145 m2"),
]  # fmt: skip
ALL = [*CELLS, *FILES, *REFERENCES, *MEANING]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the small world, to be broken."""
    return Path(shutil.copytree(SMALL_WORLD, tmp_path / "broken"))


def problems(folder: Path) -> tuple[Problem, ...]:
    """Everything that is told of an instance."""
    try:
        return load(folder).warnings
    except InputError as error:
        return error.problems


def test_small_world_is_sound():
    assert load(SMALL_WORLD).warnings == ()


@pytest.mark.parametrize("case", ALL, ids=[c.name for c in ALL])
def test_problem_is_told_where_it_is(case: Broken, folder: Path):
    for edit in case.edits:
        edit(folder)
    told = problems(folder)
    assert any(case.told_by(p) for p in told), "\n".join(f"{p.severity} {p}" for p in told)


@pytest.mark.parametrize("case", [c for c in ALL if c.severity == Severity.WARNING], ids=lambda c: c.name)
def test_warning_alone_does_not_stop(case: Broken, folder: Path):
    for edit in case.edits:
        edit(folder)
    assert load(folder).warnings


@pytest.mark.parametrize("case", [c for c in ALL if c.severity == Severity.ERROR], ids=lambda c: c.name)
def test_solve_exits_with_3_tells_the_problem_and_writes_nothing(case: Broken, folder: Path, tmp_path: Path):
    for edit in case.edits:
        edit(folder)
    out = tmp_path / "plan"
    result = CliRunner().invoke(app, ["solve", str(folder), "--out", str(out)])
    assert result.exit_code == 3
    assert case.table in result.stderr
    assert case.value in result.stderr
    assert "nothing was solved" in result.stderr
    assert result.stdout == ""
    assert not out.exists()


def test_all_problems_are_told_at_once(folder: Path):
    together = [c for c in CELLS if c.name in ("latitude past the pole", "decimal comma", "unknown choice")]
    together += [c for c in REFERENCES if c.name in ("unknown rate card", "duplicate demand")]
    together += [
        c for c in MEANING if c.name in ("overlapping breaks", "two taxes at once", "fee with maximum below minimum")
    ]
    for case in together:
        for edit in case.edits:
            edit(folder)
    with pytest.raises(InputError) as error:
        load(folder)
    for case in together:
        assert any(case.told_by(p) for p in error.value.problems), case.name
    assert "nothing was solved" in str(error.value)


def test_problems_alike_are_counted_not_repeated(folder: Path):
    for i in range(60):
        add("supply", site="F", product=f"P{i}", unit_cost="1")(folder)
    with pytest.raises(InputError) as error:
        load(folder)
    mine = [p for p in error.value.problems if p.table == "supply"]
    assert len(mine) == 21
    assert mine[-1].expected == "and 40 more like it"


def test_penalised_demand_without_a_way_is_only_odd(folder: Path):
    cell("demand", 4, "promised_days", "2")(folder)
    cell("demand", 4, "unserved_penalty", "25")(folder)
    told = load(folder).warnings
    assert any("within 2 days" in p.expected for p in told)


def test_byte_order_mark_crlf_and_stray_spaces_are_harmless(folder: Path):
    sound = load(SMALL_WORLD)
    for path in folder.glob("*.csv"):
        text = path.read_text().replace(",", " , ").replace("\n", "\r\n")
        path.write_bytes(b"\xef\xbb\xbf" + (text + "\r\n\r\n").encode())
    assert load(folder).hash == sound.hash
