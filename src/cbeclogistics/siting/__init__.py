"""Where stocking sites would go if they could be anywhere; snapped to cities, and written as candidates."""
