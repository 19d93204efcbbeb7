"""Pages and words for people: one self-contained HTML page for each report and comparison."""
