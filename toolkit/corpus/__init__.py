"""From labelled rows to examples: clusters of near-duplicates, splits, model input."""
