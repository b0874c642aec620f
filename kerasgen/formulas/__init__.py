"""Pure functions and small objects, each a formula of a paper."""
