"""The time axis: transport, overview, detail."""
