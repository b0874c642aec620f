"""Games whose examples are more than data."""


class DataInDicts:
    """What a `TwoPlayerGame` gains whose examples are dicts with `data`, all that is judged."""

    def examples(self, batch):
        return {"data": self.data_of(batch)}

    def outputs(self, x, training):
        return self.discriminator(x["data"], training=training)

    def data_in(self, x):
        return x["data"]

    def output_of_data(self, x, training):
        return lambda data: self.outputs({"data": data}, training)[self.output]
