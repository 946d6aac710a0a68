"""Official tariff schedules: read as their authority publishes them, turned into rows of `duty_rates`."""
