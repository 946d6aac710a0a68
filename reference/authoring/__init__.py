"""What writes the reference tables: one idea a file."""
