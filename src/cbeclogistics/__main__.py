"""``python -m cbeclogistics`` is the command ``cbeclogistics``."""

from .cli import main

main()
