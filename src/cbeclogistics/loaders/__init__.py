"""Where data walks in: folders, workbooks, shipped instances."""
