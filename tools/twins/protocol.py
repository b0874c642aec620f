"""What the recorded models and their twins have to agree on."""

DATA_SHAPE = (8, 8, 1)
LATENT_DIM = 4
CLASSES = 10
DESCENT_RATE = 0.01
