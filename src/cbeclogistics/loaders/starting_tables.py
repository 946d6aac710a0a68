"""What the starting instance holds: every figure is made up, to be replaced."""

SETTINGS = """\
# The settings of the instance. Money in the tables is in base_currency unless a row says otherwise.
format = 1
name = "starting"
title = "Two factories, one warehouse, one bonded zone, three markets"
base_currency = "USD"

# Day whose customs and tax rules apply; left out: the first day of each period.
# rules_date = 2026-12-01

# "borne": consumer prices contain the tax; "collected": it is added on top.
consumer_tax = "borne"

[horizon]
start = 2026-12-01
# Periods in order; demand is given for each. Two quarters would be
# periods = [{ period = "Q1", days = 90 }, { period = "Q2", days = 91 }]
periods = [{ period = "Y1", days = 365 }]

[costs]
capital_pct_per_year = 10.0     # cost of capital bound in goods
stock_risk_pct_per_year = 8.0   # shrinkage, obsolescence, insurance of stock
insurance_pct = 0.25            # cargo insurance, on 110 % of value and freight
payment_pct = 0.5               # payment fees, of the price
return_cost_pct = 30.0          # cost of a returned unit, of its price
"""

README = """\
# A starting instance

It loads and solves as it is: `cbeclogistics check .`, then `cbeclogistics solve .`. Every figure is made up; put your
own in its place and say in `source` and `as_of` where it comes from. Columns that are left out take their defaults:
`cbeclogistics schema TABLE` lists the columns of a table, and docs/format.md explains them all.

| file | what it holds |
|---|---|
| `instance.toml` | name, currency, horizon and rates of cost that hold for everything |
| `sites.csv` | every place: factories, ports, bonded zones, warehouses, markets |
| `site_options.csv` | sizes and contracts in which a warehouse or bonded zone can be had |
| `products.csv` | what is sold: tariff code, weight, volume, customs value |
| `supply.csv` | which factory makes what, at what cost, how many a year |
| `demand.csv` | what each market buys, at what price, promised within how many days |
| `lanes.csv` | links between sites by one mode; `kind=market` stands for every market |
| `rate_cards.csv` | what a container, kilogram or parcel costs on a lane |
| `containers.csv` | container types: usable volume and payload |
| `territories.csv` | customs territories and their countries |
| `channels.csv` | the ways through customs into each territory |
| `duty_rates.csv` | duty by territory, origin, tariff code and date |
| `taxes.csv` | VAT by country |
| `fees.csv` | what brokers and customs charge for an entry |
| `currencies.csv` | what one unit of each currency is worth in the base currency |

May be added: `surcharges.csv` (fuel, peak season, remote places, dangerous goods), `local_charges.csv` (terminal
handling, documents), `storage_tiers.csv` (storage by age), `distances.csv`, `groups.csv`, `policies.csv`.
"""

TABLES = {
    "sites": """\
site,name,kind,country,latitude,longitude,stock_days,load_cost,inbound_per_m3,storage_per_m3_month,outbound_per_order,source
F_SZX,Shenzhen factory,factory,CN,22.5455,114.0683,,,,,,made up
F_YIW,Yiwu factory,factory,CN,29.3151,120.0768,,,,,,made up
P_NGB,Ningbo port,seaport,CN,29.9333,121.8667,,150,,,,made up
B_NGB,Ningbo bonded zone,bonded_zone,CN,29.89,121.83,30,60,4,3,0.6,made up
P_HAM,Hamburg port,seaport,DE,53.5413,9.9841,,250,,,,made up
W_DUI,Duisburg warehouse,overseas_warehouse,DE,51.4325,6.7652,45,200,10,8,2.2,made up
M_BER,Berlin,market,DE,52.5244,13.4105,,,,,,made up
M_PAR,Paris,market,FR,48.8534,2.3488,,,,,,made up
M_WAW,Warsaw,market,PL,52.2298,21.0118,,,,,,made up
""",
    "site_options": """\
site,option,tenure,status,opening_cost,fixed_cost_per_year,storage_m3,throughput_m3_per_year,source
B_NGB,shared,3pl,candidate,,6000,60,,made up
W_DUI,small,3pl,candidate,2000,12000,60,,made up
W_DUI,large,lease,candidate,15000,30000,400,,made up
""",
    "products": """\
product,name,hs6,weight_kg,volume_m3,customs_value,export_rebate_pct,return_pct,source
lamp,LED desk lamp,940521,1.4,0.009,9,13,6,made up
toy,Plastic building set,950300,0.6,0.004,4.5,13,4,made up
""",
    "supply": """\
site,product,unit_cost,capacity_units_per_year,source
F_SZX,lamp,7.4,40000,made up
F_YIW,lamp,7.8,40000,made up
F_YIW,toy,3.2,60000,made up
""",
    "demand": """\
market,product,sales_channel,units,promised_days,price,currency,source
M_BER,lamp,B2C,9000,14,32.90,EUR,made up
M_BER,toy,B2C,12000,14,18.90,EUR,made up
M_PAR,lamp,B2C,7000,14,32.90,EUR,made up
M_PAR,toy,B2C,9000,14,18.90,EUR,made up
M_WAW,lamp,B2C,4000,14,29.90,EUR,made up
M_WAW,toy,B2C,6000,14,16.90,EUR,made up
""",
    "lanes": """\
lane,from_site,to_site,mode,rate_card,transit_days,max_distance_km,source
to-port,kind=factory,P_NGB,road,truck-cn,2,,made up
to-zone,kind=factory,B_NGB,road,truck-cn,2,,made up
ocean,P_NGB,P_HAM,ocean,ocean-fcl,34,,made up
to-warehouse,P_HAM,W_DUI,road,truck-eu,2,,made up
from-warehouse,W_DUI,kind=market,road,parcel-eu,3,1500,made up
direct,kind=factory,kind=market,air,line-air,12,,made up
from-zone,B_NGB,kind=market,air,line-air,11,,made up
""",
    "rate_cards": """\
rate_card,basis,container,from_kg,to_kg,base,per_kg,per_km,kg_per_m3,currency,source
truck-cn,container,40HQ,0,,180,,0.9,,USD,made up
ocean-fcl,container,40HQ,0,,3600,,,,USD,made up
truck-eu,container,40HQ,0,,300,,1.4,,EUR,made up
parcel-eu,parcel,,0,2,4.20,,,200,EUR,made up
parcel-eu,parcel,,2,31.5,5.60,0.35,,200,EUR,made up
line-air,parcel,,0,30,2.60,8.40,,167,USD,made up
""",
    "containers": """\
container,usable_m3,payload_kg,teu,source
40HQ,68,26000,2,made up
""",
    "territories": """\
territory,name,countries,valuation,export_vat_pct,source
CN,China,CN,CIF,13,made up
EU,European Union,DE;FR;PL,CIF,,made up
""",
    "channels": """\
channel,territory,procedure,applies_to,value_basis,duty,duty_per_item,tax,recoverable,refund_days,max_value,currency,source
formal,EU,formal,bulk,transfer,tariff,,import,yes,30,,EUR,made up
low-value,EU,low_value,parcel,retail,flat,3,at_sale,no,,150,EUR,made up
""",
    "duty_rates": """\
rule,territory,origins,hs,layer,rate_pct,effective_from,effective_to,source
EU-lamp,EU,*,9405,MFN,3.7,,,made up
EU-toy,EU,*,9503,MFN,0,,,made up
""",
    "taxes": """\
rule,country,kind,hs,rate_pct,source
DE-vat,DE,vat,*,19,made up
FR-vat,FR,vat,*,20,made up
PL-vat,PL,vat,*,23,made up
""",
    "fees": """\
rule,territory,name,channels,amount,currency,source
EU-entry,EU,Import declaration,formal,95,EUR,made up
EU-parcel,EU,Parcel data entry,low-value,0.30,EUR,made up
""",
    "currencies": """\
currency,rate,source
EUR,1.08,made up
""",
}
