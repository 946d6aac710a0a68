"""Slack induction by string removals: the search for plain problems, which are vehicles, loads, one window a stop."""
