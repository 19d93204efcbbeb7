"""A text-classification and stance-labelling toolkit for news."""

__version__ = "0.1.0"
