"""The page `docs/cli.md`, written from the commands themselves by `python -m cbeclogistics.cli.reference`."""

from __future__ import annotations

from .app import COMMANDS, app
from .console import show_text
from .exit_codes import ExitCode

WIDTH = 100
COMMAND = "python -m cbeclogistics.cli.reference > docs/cli.md"

HEAD = f"""# The command line

<!-- Written by `{COMMAND}`; change the commands in src/cbeclogistics/cli, not this page. -->

Data goes to stdout, messages and progress to stderr, so that a pipe carries data only. On a terminal a live line shows
stage, time, plan, bound and gap; where stderr is no terminal a line is written as a stage begins. `NO_COLOR` is
honoured. `python -m cbeclogistics` is the same command.

## Exit codes

| code | meaning |
|---|---|
"""

JSON = """
## For programs

With `--json` stdout carries one object, whether the command succeeds or fails. For `solve` it is the plan's summary:
`status` (`optimal`, `feasible`, `interrupted`), `landed_cost`, `bound`, `gap`, `model_objective`, `unrounded_cost`,
`objective_difference`, `currency`, `runtime_s`, `cost_breakdown`, `audit`, `open_sites`, `solver`, `instance`,
`instance_hash`, `version`, `seed`, `possible_flows`, `notes`. On failure it is

    {"status": "invalid", "exit_code": 3, "message": "…", "problems": [{"table": "lanes", "row": 118, "column": …}]}

with `status` one of `invalid`, `infeasible`, `no_plan`, `solver_failed`, `audit_failed`, `interrupted`, `failed`; the
message also stands on stderr. A number that is not known (the bound of a solve without one) is `null`. A wrong command
line (exit code 2) prints nothing on stdout.

## Ctrl-C

The first Ctrl-C asks the solve for its best plan so far; it is saved to `--out` with the status `interrupted`, and the
exit code is 130. A second Ctrl-C stops at once. A plan is published by rename, so a folder holds a whole plan or none.

## Completion

Commands, options, shipped instances and solver profiles complete with the Tab key after this line:

- bash, in `~/.bashrc`: `eval "$(_CBECLOGISTICS_COMPLETE=bash_source cbeclogistics)"`
- zsh, in `~/.zshrc`: `eval "$(_CBECLOGISTICS_COMPLETE=zsh_source cbeclogistics)"`
- fish, in `~/.config/fish/completions/cbeclogistics.fish`:
  `_CBECLOGISTICS_COMPLETE=fish_source cbeclogistics | source`
"""


def reference() -> str:
    """Markdown of the page."""
    codes = "".join(f"| {code.value} | {code.meaning} |\n" for code in ExitCode)
    top = app.make_context("cbeclogistics", [], resilient_parsing=True, terminal_width=WIDTH)
    parts = [HEAD + codes + JSON]
    for name in COMMANDS:
        command = app.get_command(top, name)
        assert command is not None
        with command.make_context(name, [], parent=top, resilient_parsing=True) as ctx:
            parts.append(f"## cbeclogistics {name}\n\n```text\n{ctx.get_help()}\n```\n")
            for sub, inner in getattr(command, "commands", {}).items():
                with inner.make_context(sub, [], parent=ctx, resilient_parsing=True) as at:
                    parts.append(f"## cbeclogistics {name} {sub}\n\n```text\n{at.get_help()}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    show_text(reference())
