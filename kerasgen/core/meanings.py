"""What the numbers that a deployed function takes and gives mean."""


class Meanings:
    """How a `GenerativeModel` explains its deployed functions to who writes a client of them.

    A method declares:

        prior_in_words: what its `latents` are drawn from; None if nothing is.
    """

    prior_in_words = None

    def in_words(self):
        """Names of inputs and outputs that are no categories -> what their numbers are."""
        return {
            "data": "examples, in the units of the training data",
            "reconstruction": "examples as they are decoded from their codes",
            "latents": "codes",
            "codes": "entries of the codebook, numbers from 0",
            "mean": "mean of the Gaussian posterior of the code",
            "log_var": "log of the variance of the Gaussian posterior of the code",
            "probabilities": "probability of each class; they sum to 1",
        }
