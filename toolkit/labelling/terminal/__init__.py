"""The full-screen workspace. Only this package imports Textual, and only when it is opened."""
