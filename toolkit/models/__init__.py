"""Model kinds behind one interface, and the decision layer that all of them share."""
