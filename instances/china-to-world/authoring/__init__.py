"""How the instance `china-to-world` is made from the sourced tables; run `author.py` in the folder above."""
