"""The continuous multi-source Weber problem on the sphere: sites anywhere, with a plan, a bound and a gap."""
