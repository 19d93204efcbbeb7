"""The command line: parses, calls `runs`, prints. The only place that knows exit codes."""
