"""Search for depots and routes: kernels that take customers out and put them back, subsets of depots, route pools."""
