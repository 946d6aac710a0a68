"""TSCFLP and network design: flows of little cost through gates that cost much; a relaxation with lazy strong links."""
