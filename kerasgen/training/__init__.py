"""A training as a whole: what is asked, its recipe, its run and its health."""
