"""Parts of the authoring of the instance `china-import`."""
