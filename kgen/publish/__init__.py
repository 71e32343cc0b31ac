"""From pages and exports to a folder that any static host can serve."""
