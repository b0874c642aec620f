"""Small objects that Keras writes into a model's config."""


class Serializable:
    """Made again from its constructor's arguments, which are its attributes."""

    def get_config(self):
        return dict(vars(self))

    @classmethod
    def from_config(cls, config):
        return cls(**config)
