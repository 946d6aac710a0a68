"""Models of many families of columns (products) that share little: each family alone, at the prices of what they share.

A family's own rows (its demands, balances, supply) hold no other family's columns. What all share (sites, loads, fees)
are the `common` columns; rows with columns of several families, or with common ones, are `coupling` rows.
"""
