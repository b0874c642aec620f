"""What methods are made of: the base class, priors, verbs, labels, codes, samplers."""
