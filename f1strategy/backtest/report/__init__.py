"""The report on a race or a season: one self-contained HTML page, and the same as PDF."""
