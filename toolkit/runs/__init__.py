"""One execution and its folder; what joins two rooms."""
